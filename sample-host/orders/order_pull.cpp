#include "orders/order_pull.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "mapping/mapping_resolver.hpp"
#include "mapping/remapping.hpp"
#include "orders/order_batch.hpp"
#include "orders/order_status.hpp"
#include "orders/order_table.hpp"
#include "orders/status_rule_table.hpp"
#include "rfc3339.hpp"
#include "stores/store_lease.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

OrderPolicy policy_of(const Store& store) {
  return {store.fulfilment_owner, store.customer_id, store.include_shipping};
}

// One pull under way.
class Pull {
 public:
  Pull(Installation& installation, db::Database& database, const Store& store, StoreLease& lease,
       PullReport& report)
      : installation_(installation),
        database_(database),
        store_(store),
        lease_(lease),
        report_(report),
        orders_(database, installation.cipher(), installation.tenant()),
        policy_(policy_of(store)),
        statuses_(StatusRuleTable(database, installation.tenant()).table()),
        resolver_(installation, database, store),
        has_dead_letters_(orders_.open_dead_letters(store.id) > 0) {}

  chapi::host::Stored store_page(std::string_view json, std::string_view checkpoint) {
    OrderBatch& batch = reader_.read(json);
    for (const PulledOrder& order : batch.orders) check_owner(order);
    const std::int64_t now = installation_.now_ms();
    PullReport page;
    db::Transaction transaction(database_, store_scope(installation_.tenant(), store_.id));
    lease_.confirm(database_);
    write_orders(batch, now, page);
    for (const RejectedOrder& rejected : batch.rejected) {
      if (orders_.keep_dead_letter(store_.id, rejected, now)) ++page.rejected;
      has_dead_letters_ = true;
    }
    database_.run(
        "UPDATE pull_state SET checkpoint = ?, stored_at_ms = ?, pending_since_ms = NULL WHERE "
        "tenant = ? AND store = ?",
        checkpoint, now, installation_.tenant(), store_.id);
    transaction.commit();
    report_.added += page.added;
    report_.changed += page.changed;
    report_.unchanged += page.unchanged;
    report_.rejected += page.rejected;
    report_.unmapped_items += page.unmapped_items;
    return chapi::host::Stored::kGoOn;
  }

 private:
  // A module that mixes shops up must not write into this one.
  void check_owner(const PulledOrder& order) const {
    if (order.platform == store_.platform && order.region == store_.region &&
        order.seller_id == *store_.seller_id) {
      return;
    }
    throw_broken_contract("The module delivered an order of the shop " + order.platform + "." +
                          order.region + "/" + order.seller_id + " to the store " + store_.id +
                          ". Nothing of this page was stored.");
  }

  void write_orders(OrderBatch& batch, std::int64_t now, PullReport& page) {
    const std::vector<KnownOrder> known = orders_.compare(store_.id, batch.orders);
    std::vector<OrderWrite> writes;
    std::vector<OrderToMap> to_map;
    std::vector<std::string_view> readable;  // in the version that is stored, or a newer one
    for (std::size_t i = 0; i < known.size(); ++i) {
      PulledOrder& order = batch.orders[i];
      const OrderChange change = known[i].change;
      if (change != OrderChange::kOlder) readable.push_back(order.order_id);
      if (change == OrderChange::kUnchanged || change == OrderChange::kOlder) {
        ++page.unchanged;
        continue;
      }
      OrderToMap lines{order.order_id, {}};
      for (const OrderItem& item : order.items) {
        if (!status_is_dead(item.status)) lines.lines.push_back({item.item_id, item.sku});
      }
      to_map.push_back(std::move(lines));
      writes.push_back({&order, &known[i], nullptr});
      ++(change == OrderChange::kNew ? page.added : page.changed);
    }
    const std::vector<MappedOrder> mapped = resolver_.resolve(to_map);
    for (std::size_t i = 0; i < writes.size(); ++i) {
      writes[i].mapped = &mapped[i];
      page.unmapped_items += static_cast<std::int64_t>(mapped[i].unmapped.size());
    }
    orders_.write(store_.id, policy_, statuses_, writes, now);
    if (has_dead_letters_) orders_.resolve_dead_letters(store_.id, readable, now);
  }

  Installation& installation_;
  db::Database& database_;
  const Store& store_;
  StoreLease& lease_;
  PullReport& report_;
  OrderTable orders_;
  OrderPolicy policy_;
  StatusTable statuses_;
  OrderBatchReader reader_;
  MappingResolver resolver_;
  bool has_dead_letters_;  // open ones; only the holder of the store's lease adds some
};

// Where a pull is to begin is remembered until it has stored something: a repetition must not begin
// later.
std::string request_for(Installation& installation, db::Database& database, const Store& store,
                        const PullOptions& options) {
  const std::int64_t now = installation.now_ms();
  std::optional<std::string> checkpoint;
  std::optional<std::int64_t> since;
  {
    auto rows = database.query(
        "SELECT checkpoint, pending_since_ms FROM pull_state WHERE tenant = ? AND store = ?",
        installation.tenant(), store.id);
    if (rows.next()) {
      if (!rows.null(0)) checkpoint = rows.string(0);
      since = rows.optional_integer(1);
    }
  }
  if (options.since_ms) since = std::min(since.value_or(*options.since_ms), *options.since_ms);
  if (!since && !checkpoint) since = now - options.first_days * kDayMs;
  database.run(
      "INSERT INTO pull_state (tenant, store, checkpoint, started_at_ms, result, "
      "pending_since_ms) VALUES (?1, ?2, NULL, ?3, 'running', ?4) ON CONFLICT (tenant, store) DO "
      "UPDATE SET started_at_ms = ?3, result = 'running', pending_since_ms = ?4",
      installation.tenant(), store.id, now, since);
  nlohmann::json request = {{"schema", "chapi.pull-request/1"}};
  if (checkpoint) request["checkpoint"] = *checkpoint;
  if (since) request[checkpoint ? "go_back_to" : "since"] = format_rfc3339(*since);
  return request.dump();
}

void note_result(Installation& installation, db::Database& database, const Store& store,
                 const char* result) {
  database.run(
      "UPDATE pull_state SET result = ?1, completed_at_ms = CASE WHEN ?1 = 'complete' THEN ?2 ELSE "
      "completed_at_ms END WHERE tenant = ?3 AND store = ?4",
      result, installation.now_ms(), installation.tenant(), store.id);
}

}  // namespace

void pull_orders(Installation& installation, db::Database& database, const Store& store,
                 const PullOptions& options, const Progress& progress, PullReport& report) {
  require_connected(store);
  // The next pulls would go on from now, and what is older would never come.
  if (options.since_ms && *options.since_ms > installation.now_ms()) {
    throw Failure(Exit::kInvalidInput,
                  "--since lies in the future: " + format_rfc3339(*options.since_ms) +
                      ". Nothing was pulled from " + store.id + ".");
  }
  const std::int64_t begin = installation.clock().monotonic_ms();
  StoreLease lease(installation, database, store.id, "pull");
  auto channel = open_channel(installation, database, store);
  remap_due_orders(installation, database, store);
  const std::string request = request_for(installation, database, store, options);
  Pull pull(installation, database, store, lease, report);
  try {
    const nlohmann::json result =
        parse_result(channel.pull_orders(
                         request,
                         [&](std::string_view batch, std::string_view checkpoint) {
                           return pull.store_page(batch, checkpoint);
                         },
                         call_options(installation, store, progress)),
                     "chapi.pull-result/1");
    report.calls = result.value("calls", std::int64_t{0});
    report.complete = result.value("complete", false);
    report.window_start = result.value("window_start", "");
    report.window_end = result.value("window_end", "");
  } catch (const chapi::host::Failure& failure) {
    report.duration_ms = installation.clock().monotonic_ms() - begin;
    note_result(installation, database, store, "failed");
    if (failure.error.status == CHAPI_UNAUTHENTICATED) {
      StoreTable(database, installation.tenant()).need_authorization(store.id);
    }
    throw;
  }
  report.duration_ms = installation.clock().monotonic_ms() - begin;
  note_result(installation, database, store, report.complete ? "complete" : "stopped");
  note_grant_state(installation, database, store, channel);
}

bool pull_stored_since(db::Database& database, std::string_view tenant, std::string_view store,
                       std::int64_t time_ms) {
  return database
      .query("SELECT 1 FROM pull_state WHERE tenant = ? AND store = ? AND stored_at_ms >= ?",
             tenant, store, time_ms)
      .next();
}

}  // namespace channel_host
