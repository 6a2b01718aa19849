// Order lines to system SKUs, by the module's map_sku and the rules of the database.
#ifndef SAMPLE_HOST_MAPPING_MAPPING_RESOLVER_HPP_
#define SAMPLE_HOST_MAPPING_MAPPING_RESOLVER_HPP_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

// Borrowed texts.
struct LineToMap {
  std::string_view line_id;
  std::string_view sku;
};
struct OrderToMap {
  std::string_view order_id;
  std::vector<LineToMap> lines;
};

struct MappedOrder {
  std::string components = "[]";      // JSON array as in chapi.map-result/1
  std::vector<std::string> unmapped;  // line ids
};

// One per thread.  Keeps a channel of its own: a channel that is pulling takes no second call.
class MappingResolver {
 public:
  MappingResolver(Installation& installation, db::Database& database, Store store);
  ~MappingResolver();

  // One result per order, in the same order.  Reads the rules through `database`, so that a
  // caller's transaction covers them.  Throws Failure or chapi::host::Failure.
  std::vector<MappedOrder> resolve(const std::vector<OrderToMap>& orders);

 private:
  struct Channel;
  Installation& installation_;
  db::Database& database_;
  Store store_;
  std::unique_ptr<Channel> channel_;  // opened when first needed
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_MAPPING_RESOLVER_HPP_
