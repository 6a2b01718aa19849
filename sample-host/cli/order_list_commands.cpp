#include <nlohmann/json.hpp>
#include <set>

#include "cli/order_commands.hpp"
#include "orders/order_search.hpp"
#include "orders/order_view.hpp"
#include "orders/word_list.hpp"
#include "rfc3339.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kPage = 50;
constexpr std::int64_t kMostAtOnce = 500;  // orders in memory

struct ListArguments {
  OrderQuery query;
  std::vector<std::string> where;
  std::int64_t limit = -1;
  std::string after;
  bool all = false;
  bool rejected = false;
};

std::string item_summary(const StoredOrder& order) {
  std::string text;
  for (const OrderItem& item : order.items) {
    if (text.size() > 40) return text + " …";
    text += (text.empty() ? "" : ", ") + (item.sku.empty() ? item.name : item.sku);
  }
  return text;
}

Exit list_rejected(Session& session, const std::string& store) {
  Installation& installation = session.installation();
  if (!store.empty()) StoreTable(installation.database(), installation.tenant()).get(store);
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  Table table({"STORE", "ORDER", "REASON", "MESSAGE", "LAST SEEN"}, {"MESSAGE"});
  orders.each_dead_letter(store, [&](const DeadLetter& letter) {
    if (session.json) {
      session.print_json({{"store", letter.store},
                          {"order_id", letter.order_id},
                          {"reason", letter.reason},
                          {"message", letter.message},
                          {"last_seen_at", format_rfc3339(letter.last_seen_at_ms)}});
    } else {
      table.add({letter.store, letter.order_id, letter.reason, letter.message,
                 time_text(letter.last_seen_at_ms)});
    }
  });
  if (!session.json) table.print();
  return Exit::kOk;
}

void add_row(Table& table, const StoredOrder& order, const ordered_json& shown) {
  std::string tracking;
  std::set<std::string> packages;
  for (const OrderItem& item : order.items) {
    if (item.tracking_number.empty() || !packages.insert(item.tracking_number).second) continue;
    tracking += (tracking.empty() ? "" : ", ") + item.tracking_number;
  }
  std::string attention;
  for (const auto& word : shown["attention"]) {
    attention += (attention.empty() ? "" : ", ") + word.get<std::string>();
  }
  const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
  table.add({own_number(order.number), order.store, order.order_id, time_text(order.created_at_ms),
             shown["tab"], order.status, shown["host_status"], std::to_string(order.items.size()),
             shown["totals"].value("paid", "") + " " + shown.value("currency", ""),
             or_dash(tracking), or_dash(attention), item_summary(order),
             or_dash(shown["own_remarks"])});
}

Exit list(Session& session, const ListArguments& arguments) {
  Installation& installation = session.installation();
  session.note_sandbox();
  if (arguments.rejected) return list_rejected(session, arguments.query.store);
  OrderQuery query = arguments.query;
  for (const std::string& condition : arguments.where) add_condition(query, condition);
  std::optional<OrderCursor> after;
  if (!arguments.after.empty()) after = read_cursor(arguments.after);
  // A person reads a page, a program everything.
  const bool everything = arguments.all || (session.json && arguments.limit < 0);
  std::int64_t wanted = arguments.limit >= 0 ? arguments.limit : kPage;

  OrderSearch search(installation, installation.database());
  const StatusTable statuses =
      StatusRuleTable(installation.database(), installation.tenant()).table();
  const std::vector<std::string> head = {
      "NUMBER", "STORE", "ORDER",    "CREATED",   "TAB",  "STATUS", "HOST STATUS",
      "ITEMS",  "TOTAL", "TRACKING", "ATTENTION", "SKUS", "REMARKS"};
  bool first = true;
  Exit code = Exit::kOk;
  do {
    const std::int64_t size = everything ? kMostAtOnce : std::min(wanted, kMostAtOnce);
    OrderPage page = search.page(query, after, static_cast<int>(size));
    for (const UnreadableOrder& order : page.unreadable) {
      code = Exit::kDatabase;
      session.note("channel-host: The order " + own_number(order.number) +
                   " cannot be read and is left out: " + order.why);
    }
    Table table(head);
    for (const StoredOrder& order : page.orders) {
      ordered_json shown = order_document(order, statuses);
      if (session.json) {
        shown["cursor"] = write_cursor({order.created_at_ms, order.number});
        session.print_json(shown);
      } else {
        add_row(table, order, shown);
      }
    }
    if (!session.json && (first || !table.empty())) table.print();
    first = false;
    wanted -= size;
    after = page.next;
    if (session.reader_gone()) return code;
  } while (after && (everything || wanted > 0) && !installation.cancelled());
  if (installation.cancelled()) return Exit::kInterrupted;
  if (after && arguments.limit != 0) {
    session.note("There are more: add --after " + write_cursor(*after) + ", or --all.");
  }
  return code;
}

Exit counts(Session& session, const std::string& store) {
  Installation& installation = session.installation();
  session.note_sandbox();
  const auto found = OrderSearch(installation, installation.database()).counts(store);
  if (session.json) {
    ordered_json shown;
    for (const std::string_view tab : kTabs) {
      shown[std::string(tab)] = found.at(std::string(tab));
    }
    session.print_json(shown);
    return Exit::kOk;
  }
  Table table({"TAB", "ORDERS"});
  for (const std::string_view tab : kTabs) {
    table.add({std::string(tab), std::to_string(found.at(std::string(tab)))});
  }
  table.print();
  return Exit::kOk;
}

}  // namespace

void add_order_list_commands(CLI::App& noun, Session& session) {
  static ListArguments arguments;
  CLI::App* command = add_command(
      noun, "list", "Orders, newest first: 50 for a person, all with --json (one document a line)",
      "channel-host order list --tab pending --where store=shop-th --where recipient='Somchai "
      "Jaidee'");
  command->add_option("--tab", arguments.query.tab, word_list(kTabs))->type_name("TAB");
  command
      ->add_option("--where", arguments.where,
                   "Condition, may be repeated; keys: " + word_list(kSearchKeys) +
                       " (country is region). number and own-number take several, by comma")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--store", arguments.query.store, "Only this store")->type_name("STORE");
  command->add_option("--status", arguments.query.status, "Only this status of the marketplace")
      ->type_name("STATUS");
  command->add_flag("--unmapped", arguments.query.unmapped,
                    "Only orders with a line that no rule maps");
  command->add_option("--limit", arguments.limit, "At most so many")
      ->check(CLI::Range(0, 1'000'000'000))
      ->type_name("N");
  command
      ->add_option("--after", arguments.after,
                   "Go on behind this cursor, which the page before ended with")
      ->type_name("CURSOR");
  command->add_flag("--all", arguments.all, "All of them, page by page");
  command->add_flag("--rejected", arguments.rejected,
                    "The orders that could not be read, with the reason");
  command->callback([&session] { session.action = [&] { return list(session, arguments); }; });

  static std::string store;
  command =
      add_command(noun, "counts", "How many orders stand in each tab", "channel-host order counts");
  command->add_option("--store", store, "Only this store")->type_name("STORE");
  command->callback([&session] { session.action = [&] { return counts(session, store); }; });
}

}  // namespace channel_host::cli
