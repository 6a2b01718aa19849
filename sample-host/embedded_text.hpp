// Files of the source tree that the build writes into the program.
#ifndef SAMPLE_HOST_EMBEDDED_TEXT_HPP_
#define SAMPLE_HOST_EMBEDDED_TEXT_HPP_

#include <string_view>
#include <vector>

namespace channel_host {

struct EmbeddedText {
  std::string_view name;  // file name without folder
  std::string_view text;
};

const std::vector<EmbeddedText>& migration_files();   // db/migrations, in order
const std::vector<EmbeddedText>& manifest_schemas();  // host-api/schemas that a manifest needs

}  // namespace channel_host

#endif  // SAMPLE_HOST_EMBEDDED_TEXT_HPP_
