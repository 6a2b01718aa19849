#include <nlohmann/json.hpp>

#include "cli/order_commands.hpp"
#include "cli/terminal_text.hpp"
#include "orders/order_parts.hpp"
#include "orders/order_view.hpp"
#include "orders/shown_change.hpp"
#include "orders/system_order.hpp"
#include "rfc3339.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

std::string text(const ordered_json& object, const char* member) {
  return object.value(member, std::string());
}

ordered_json parts_document(const PulledOrder& channel) {
  ordered_json parts = ordered_json::array();
  for (const OrderPart& part : order_parts(channel.items)) {
    parts.push_back({{"way", part.way},
                     {"fulfilment", part.fulfilment},
                     {"warehouse", part.warehouse},
                     {"package_id", part.package_id},
                     {"status", part.status},
                     {"item_ids", part.item_ids}});
  }
  return parts;
}

ordered_json review_document(const std::vector<Obstacle>& obstacles) {
  ordered_json reasons = ordered_json::array();
  for (const Obstacle& obstacle : obstacles) {
    ordered_json stops = ordered_json::array();
    if (obstacle.stops_processing) stops.push_back("process");
    if (obstacle.stops_shipping) stops.push_back("ship");
    reasons.push_back({{"code", obstacle.code},
                       {"sentence", obstacle.sentence},
                       {"remedy", obstacle.remedy},
                       {"stops", stops},
                       {"item_ids", obstacle.item_ids}});
  }
  return {{"may_process", may_process(obstacles)},
          {"may_ship", may_ship(obstacles)},
          {"reasons", reasons}};
}

// One value of a line for a person.
std::string value(const std::string& text, int columns = kValueColumns) {
  return shortened(visible(text), columns);
}

void print_address(Session& session, const ordered_json& shown, const ordered_json& system) {
  const ordered_json& address = system["address"];
  std::string place;
  for (const auto& line : address.value("lines", ordered_json::array())) {
    place += value(line.get<std::string>()) + ", ";
  }
  for (const char* level : {"ward", "district", "city", "state", "post_code"}) {
    if (address.contains(level)) place += value(text(address, level)) + ", ";
  }
  session.print("Buyer " + value(text(shown["buyer"], "name")) + ", ship to " +
                value(text(address, "name")) + " " + value(text(address, "phone")) + ", " +
                value(place + text(address, "country"), kSentenceColumns) +
                (system.value("address_edited", false) ? " (changed here)" : ""));
  if (!address.value("masked", ordered_json::array()).empty()) {
    session.print("Masked by the marketplace: " + value(address["masked"].dump()));
  }
}

void print_order(Session& session, const StoredOrder& order, const ordered_json& shown) {
  const ordered_json& system = shown["system_order"];
  session.print(own_number(order.number) + ", order " + order.order_id + " of " + order.store +
                " (" + text(shown, "platform") + "." + text(shown, "region") + ", seller " +
                text(shown, "seller_id") + ")");
  session.print("Tab " + text(shown, "tab") + ", host status " + text(shown, "host_status") +
                ", led by the " + order.owner + ", version " + std::to_string(order.version));
  session.print("Marketplace status " + order.status + ", created " +
                time_text(order.created_at_ms) + ", updated " + time_text(order.updated_at_ms) +
                ", total " + text(shown["totals"], "paid") + " " + text(shown, "currency"));
  print_address(session, shown, system);
  if (!text(system, "remarks").empty()) {
    session.print("Remarks: " + value(text(system, "remarks"), kSentenceColumns));
  }

  session.print("Channel order:");
  Table items({"ITEM", "SKU", "NAME", "STATUS", "RAW", "BY", "PACKAGE", "TRACKING", "MAPPING"});
  for (const ordered_json& item : shown["items"]) {
    std::string mapping = text(item["mapping"], "state");
    for (const auto& component : item["mapping"]["components"]) {
      mapping += " " + std::to_string(component.value("quantity", 0)) + " x " +
                 component.value("system_sku", "");
    }
    items.add({text(item, "item_id"), text(item, "sku"), text(item, "name"), text(item, "status"),
               text(item, "status_raw"), text(item, "fulfilment"), text(item, "package_id"),
               text(item, "tracking_number"), mapping});
  }
  items.print();
  session.print("Parts:");
  Table parts({"ITEMS", "STATUS", "WAREHOUSE", "PACKAGE", "WAY"});
  for (const ordered_json& part : shown["parts"]) {
    parts.add({std::to_string(part["item_ids"].size()), text(part, "status"),
               text(part, "warehouse"), text(part, "package_id"),
               std::string(way_text(text(part, "way")))});
  }
  parts.print();
  const ordered_json& totals = system["totals"];
  session.print("System order" +
                (order.customer_id.empty() ? "" : " for customer " + order.customer_id) + ":");
  Table lines({"SYSTEM SKU", "QUANTITY", "CHANGED HERE"});
  for (const ordered_json& line : system["lines"]) {
    lines.add({text(line, "system_sku"), line["quantity"].dump(),
               line.value("edited", false) ? "yes" : "-"});
  }
  lines.print();
  session.print("Goods " + text(totals, "goods") +
                (totals.contains("shipping") ? ", shipping " + text(totals, "shipping")
                                             : std::string(", shipping not included")) +
                ", total " + text(totals, "total") + " " + text(totals, "currency"));
  for (const ordered_json& version : shown["versions"]) {
    session.print("Version of " + member_text("updated_at", version["updated_at"]) + " (" +
                  text(version, "status") + "), seen " +
                  member_text("seen_at", version["seen_at"]));
  }
}

Exit show(Session& session, const OrderReference& reference) {
  Installation& installation = session.installation();
  session.note_sandbox();
  OrderService service(installation, installation.database(), session.actor);
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  const StoredOrder order = service.get(reference);
  ordered_json shown = order_document(
      order, StatusRuleTable(installation.database(), installation.tenant()).table());
  shown["parts"] = parts_document(orders.channel_order(order));
  shown["system_order"] = system_order(order, shown);
  shown["versions"] = ordered_json::array();
  for (const OrderVersion& version : orders.versions(order.store, order.order_id)) {
    shown["versions"].push_back({{"updated_at", format_rfc3339(version.updated_at_ms)},
                                 {"seen_at", format_rfc3339(version.seen_at_ms)},
                                 {"status", version.status}});
  }
  if (session.json) {
    session.print_json(shown);
  } else {
    print_order(session, order, shown);
  }
  return Exit::kOk;
}

Exit review_order(Session& session, const OrderReference& reference) {
  Installation& installation = session.installation();
  session.note_sandbox();
  OrderService service(installation, installation.database(), session.actor);
  const StoredOrder order = service.get(reference);
  const auto obstacles = service.review(order);
  if (session.json) {
    ordered_json shown = {{"number", own_number(order.number)},
                          {"order_id", order.order_id},
                          {"store", order.store},
                          {"version", order.version}};
    shown.update(review_document(obstacles));
    session.print_json(shown);
    return Exit::kOk;
  }
  const auto word = [](bool may) { return may ? "may" : "may not"; };
  session.print(own_number(order.number) + " " + word(may_process(obstacles)) +
                " be processed, and " + word(may_ship(obstacles)) +
                " be shipped at the marketplace.");
  if (obstacles.empty()) return Exit::kOk;
  Table table({"REASON", "STOPS", "WHY", "WHAT TO DO"}, {"WHY", "WHAT TO DO"});
  for (const Obstacle& obstacle : obstacles) {
    std::string stops = obstacle.stops_processing ? "process" : "";
    if (obstacle.stops_shipping) stops += stops.empty() ? "ship" : ", ship";
    table.add({std::string(obstacle.code), stops.empty() ? "-" : stops, obstacle.sentence,
               obstacle.remedy});
  }
  table.print();
  return Exit::kOk;
}

Exit timeline(Session& session, const OrderReference& reference) {
  Installation& installation = session.installation();
  session.note_sandbox();
  OrderService service(installation, installation.database(), session.actor);
  const StoredOrder order = service.get(reference);
  Table table({"AT", "WHO", "WHAT", "BEFORE", "AFTER", "REASON"}, {"REASON"});
  for (const TimelineEntry& entry : service.timeline(order)) {
    if (session.json) {
      ordered_json shown = {{"at", format_rfc3339(entry.at_ms)},
                            {"version", entry.version},
                            {"actor", entry.actor},
                            {"act", entry.act}};
      shown.update(ordered_json::parse(entry.detail));
      session.print_json(shown);
      continue;
    }
    const ShownChange change = shown_change(entry.detail);
    table.add({time_text(entry.at_ms), entry.actor, entry.act, change.before, change.after,
               change.reason.empty() ? "-" : change.reason});
  }
  if (!session.json) table.print();
  return Exit::kOk;
}

}  // namespace

void add_order_reference(CLI::App& command, OrderReference& reference, bool with_version) {
  command.add_option("order", reference.order, "Own number (SO-000123) or the platform's")
      ->required()
      ->type_name("ORDER");
  command.add_option("--store", reference.store, "When several stores have the number")
      ->type_name("STORE");
  if (!with_version) return;
  command
      .add_option("--version", reference.version,
                  "The version that you saw; refused when somebody changed the order since")
      ->type_name("N");
}

void add_order_show_commands(CLI::App& noun, Session& session) {
  static OrderReference shown, reviewed, told;
  CLI::App* command = add_command(
      noun, "show", "One order: as the marketplace has it, its parts, and as it stands here",
      "channel-host order show SO-000123");
  add_order_reference(*command, shown, false);
  command->callback([&session] { session.action = [&] { return show(session, shown); }; });

  command = add_command(noun, "review", "Everything that keeps an order from going on",
                        "channel-host order review SO-000123");
  add_order_reference(*command, reviewed, false);
  command->callback(
      [&session] { session.action = [&] { return review_order(session, reviewed); }; });

  command = add_command(noun, "timeline", "What became of an order: when, who, what, before, after",
                        "channel-host order timeline SO-000123");
  add_order_reference(*command, told, false);
  command->callback([&session] { session.action = [&] { return timeline(session, told); }; });
}

}  // namespace channel_host::cli
