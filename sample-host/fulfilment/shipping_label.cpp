#include "fulfilment/shipping_label.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "orders/order_table.hpp"
#include "pending_file.hpp"
#include "stores/store_table.hpp"
#include "vault/sha256.hpp"

namespace channel_host {

namespace fs = std::filesystem;

LabelFile write_label(Installation& installation, const std::string& id,
                      const std::string& order_id, const std::string& format, const fs::path& out,
                      bool replace) {
  db::Database& database = installation.database();
  const Store store = StoreTable(database, installation.tenant()).get(id);
  check_may_write(out, replace);
  OrderTable orders(database, installation.cipher(), installation.tenant());
  const std::vector<StoredOrder> found = orders.find(order_id, id);
  if (found.empty()) {
    throw Failure(Exit::kNotFound, "The store " + id + " has no order " + order_id + ".");
  }
  std::vector<std::string> packages;
  for (const OrderItem& item : found.front().items) {
    if (!item.package_id.empty() &&
        std::find(packages.begin(), packages.end(), item.package_id) == packages.end()) {
      packages.push_back(item.package_id);
    }
  }
  if (packages.empty()) {
    throw Failure(Exit::kRefused, "The order " + order_id +
                                      " has no package yet. Ship it first: channel-host shipment "
                                      "push " +
                                      id + " --order " + order_id + ".");
  }
  auto channel = open_channel(installation, database, store);
  PendingFile file(out);
  Sha256 digest;
  LabelFile label;
  const nlohmann::json request = {{"schema", "chapi.document-request/1"},
                                  {"kind", "shipping_label"},
                                  {"format", format},
                                  {"packages", packages}};
  const nlohmann::json result = parse_result(channel.get_document(
                                                 request.dump(),
                                                 [&](std::string_view bytes) {
                                                   file.write(bytes);
                                                   digest.add(bytes);
                                                   label.size += bytes.size();
                                                 },
                                                 call_options(installation, store)),
                                             "chapi.document-result/1");
  label.sha256 = hex(digest.finish());
  label.media_type = result.value("media_type", "");
  label.packages = packages.size();
  if (label.size != result.value("size", std::uint64_t{0}) ||
      label.sha256 != result.value("sha256", "")) {
    throw_broken_contract(
        "The label is not the file that the module describes (size or SHA-256). "
        "Nothing was written.");
  }
  file.publish(replace);
  return label;
}

}  // namespace channel_host
