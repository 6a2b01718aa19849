// Checks a document against one of the contract's schemas that are built into the program.
#ifndef SAMPLE_HOST_PLUGINS_MANIFEST_SCHEMA_HPP_
#define SAMPLE_HOST_PLUGINS_MANIFEST_SCHEMA_HPP_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace channel_host {

// `schema` is a file name of host-api/schemas.  Empty when the document is right, else where it
// is wrong and how.
std::string violation_of_schema(const nlohmann::json& document, std::string_view schema);

}  // namespace channel_host

#endif  // SAMPLE_HOST_PLUGINS_MANIFEST_SCHEMA_HPP_
