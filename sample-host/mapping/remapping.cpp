#include "mapping/remapping.hpp"

#include "mapping/mapping_resolver.hpp"
#include "orders/order_status.hpp"
#include "orders/order_table.hpp"
#include "stores/store_lease.hpp"

namespace channel_host {
namespace {

constexpr int kPage = 500;

}  // namespace

std::int64_t remap_due_orders(Installation& installation, db::Database& database,
                              const Store& store) {
  OrderTable orders(database, installation.cipher(), installation.tenant());
  MappingResolver resolver(installation, database, store);
  std::int64_t done = 0;
  while (!installation.cancelled()) {
    db::Transaction transaction(database, store_scope(installation.tenant(), store.id));
    const std::vector<StoredOrder> page = orders.due_orders(store.id, kPage);
    if (page.empty()) break;
    std::vector<OrderToMap> to_map;
    for (const StoredOrder& order : page) {
      OrderToMap lines{order.order_id, {}};
      for (const OrderItem& item : order.items) {
        if (!status_is_dead(item.status)) lines.lines.push_back({item.item_id, item.sku});
      }
      to_map.push_back(std::move(lines));
    }
    orders.apply_mapping(store.id, page, resolver.resolve(to_map));
    transaction.commit();
    done += static_cast<std::int64_t>(page.size());
  }
  return done;
}

}  // namespace channel_host
