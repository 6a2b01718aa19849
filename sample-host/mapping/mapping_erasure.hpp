// What goes with a store that is deleted: its listings and its own mapping rules.
#ifndef SAMPLE_HOST_MAPPING_MAPPING_ERASURE_HPP_
#define SAMPLE_HOST_MAPPING_MAPPING_ERASURE_HPP_

#include <string>

#include "db/database.hpp"

namespace channel_host {

struct MappingContents {
  std::int64_t listings = 0;
  std::int64_t rules = 0;  // of this store; rules of the whole platform stay
};
MappingContents mapping_contents(db::Database& database, const std::string& tenant,
                                 const std::string& store);
// Within the transaction of the caller.
void erase_mapping(db::Database& database, const std::string& tenant, const std::string& store);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_MAPPING_ERASURE_HPP_
