#include <array>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/order_commands.hpp"
#include "orders/entered_text.hpp"
#include "orders/host_status.hpp"
#include "orders/order_status.hpp"
#include "orders/order_view.hpp"
#include "rfc3339.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

OrderService service_of(Session& session) {
  Installation& installation = session.installation();
  return OrderService(installation, installation.database(), session.actor);
}

Exit print_changed(Session& session, const StoredOrder& order, const std::string& what) {
  Installation& installation = session.installation();
  session.note_sandbox();
  if (session.json) {
    const StatusTable statuses =
        StatusRuleTable(installation.database(), installation.tenant()).table();
    session.print_json({{"number", own_number(order.number)},
                        {"order_id", order.order_id},
                        {"store", order.store},
                        {"state", state_word(order.state)},
                        {"frozen", order.frozen},
                        {"tab", tab_of(order.state, order.frozen)},
                        {"host_status", host_status_of(order, statuses)},
                        {"version", order.version}});
  } else {
    session.print(own_number(order.number) + " (" + order.order_id + " of " + order.store + ") " +
                  what + "; it is " + std::string(tab_of(order.state, order.frozen)) +
                  ", version " + std::to_string(order.version) + ".");
  }
  return Exit::kOk;
}

struct ActCommand {
  OrderAct act;
  const char* name;
  const char* what;
  const char* done;
  bool with_reason;
};

constexpr std::array<ActCommand, 6> kActs = {
    {{OrderAct::kProcess, "process", "Release an order that passes the review", "is processed",
      false},
     {OrderAct::kMarkShipped, "mark-shipped",
      "Mark an order as shipped here; the marketplace is never told (that is shipment push)",
      "is marked as shipped, here only", false},
     {OrderAct::kFreeze, "freeze", "Hold an order until it is unfrozen", "is frozen", true},
     {OrderAct::kUnfreeze, "unfreeze", "Let a frozen order go on where it was", "goes on", true},
     {OrderAct::kVoid, "void", "Give an order up; the marketplace is not told", "is void", true},
     {OrderAct::kReopen, "reopen", "Take a processed, marked or void order back to pending",
      "is pending again", true}}};

struct ActArguments {
  OrderReference reference;
  std::string reason;
};

void add_acts(CLI::App& noun, Session& session) {
  static std::array<ActArguments, kActs.size()> arguments;
  for (std::size_t i = 0; i < kActs.size(); ++i) {
    const ActCommand& act = kActs[i];
    CLI::App* command =
        add_command(noun, act.name, act.what,
                    std::string("channel-host order ") + act.name + " SO-000123" +
                        (act.act == OrderAct::kVoid ? " --reason 'bought twice'" : ""));
    add_order_reference(*command, arguments[i].reference, true);
    if (act.with_reason) {
      CLI::Option* reason =
          command->add_option("--reason", arguments[i].reason, "Why; stands in the timeline");
      reason->type_name("TEXT");
      if (act.act == OrderAct::kVoid) reason->required();
    }
    command->callback([&session, &act, i] {
      session.action = [&session, &act, i] {
        const StoredOrder order =
            service_of(session).act(arguments[i].reference, act.act, arguments[i].reason);
        return print_changed(session, order, act.done);
      };
    });
  }
}

std::string remark_text(const std::string& text) {
  if (text != "-") return text;
  std::string read;
  std::array<char, 4096> buffer{};
  // One byte more than allowed is enough to be refused.
  while (read.size() <= kMostRemarkBytes && std::cin) {
    std::cin.read(buffer.data(), buffer.size());
    read.append(buffer.data(), static_cast<std::size_t>(std::cin.gcount()));
  }
  while (!read.empty() && read.back() == '\n') read.pop_back();
  return read;
}

void add_remark(CLI::App& noun, Session& session) {
  static OrderReference reference;
  static std::string text;
  CLI::App* command = add_command(noun, "remark", "Write the remark of an order; empty clears it",
                                  "channel-host order remark SO-000123 'call before delivery'");
  add_order_reference(*command, reference, true);
  command->add_option("text", text, "The remark, at most 64 KiB; - reads it from standard input")
      ->required()
      ->type_name("TEXT");
  command->callback([&session] {
    session.action = [&] {
      return print_changed(session, service_of(session).remark(reference, remark_text(text)),
                           "has the remark");
    };
  });
}

void add_lines(CLI::App& noun, Session& session) {
  struct LineArguments {
    OrderReference reference;
    std::string sku;
    std::int64_t quantity = 1;
  };
  struct LineCommand {
    LineChange change;
    const char* name;
    const char* what;
  };
  static constexpr std::array<LineCommand, 3> kLines = {
      {{LineChange::kAdd, "add", "Add pieces of a system SKU to a pending order"},
       {LineChange::kSet, "set", "Set the quantity of a line of a pending order"},
       {LineChange::kRemove, "remove", "Take a line out of a pending order"}}};
  static std::array<LineArguments, kLines.size()> arguments;
  CLI::App* line = add_noun(noun, "line", "Lines of the system order",
                            "channel-host order line add SO-000123 --sku GIFT-BAG --quantity 1");
  for (std::size_t i = 0; i < kLines.size(); ++i) {
    const bool with_quantity = kLines[i].change != LineChange::kRemove;
    CLI::App* command =
        add_command(*line, kLines[i].name, kLines[i].what,
                    std::string("channel-host order line ") + kLines[i].name +
                        " SO-000123 --sku GIFT-BAG" + (with_quantity ? " --quantity 1" : ""));
    add_order_reference(*command, arguments[i].reference, true);
    command->add_option("--sku", arguments[i].sku, "System SKU")->required()->type_name("SKU");
    if (with_quantity) {
      command->add_option("--quantity", arguments[i].quantity, "Pieces (1)")->type_name("N");
    }
    command->callback([&session, i] {
      session.action = [&session, i] {
        const LineArguments& a = arguments[i];
        return print_changed(
            session,
            service_of(session).change_line(a.reference, kLines[i].change, a.sku, a.quantity),
            "has its lines changed");
      };
    });
  }
}

void add_address(CLI::App& noun, Session& session) {
  static OrderReference reference;
  static std::array<std::string, kAddressMembers.size()> values;
  static std::vector<std::string> lines;
  CLI::App* command =
      add_command(noun, "address", "Change where a pending order goes; what is not named stays",
                  "channel-host order address SO-000123 --name 'Nguyễn Văn An' --phone 0901234567");
  add_order_reference(*command, reference, true);
  static std::array<CLI::Option*, kAddressMembers.size()> options;
  for (std::size_t i = 0; i < kAddressMembers.size(); ++i) {
    std::string name(kAddressMembers[i]);
    std::replace(name.begin(), name.end(), '_', '-');
    options[i] = command->add_option("--" + name, values[i], "");
    options[i]->type_name("TEXT");
  }
  command->add_option("--line", lines, "Street and house; may be repeated, replaces all lines")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  command->callback([&session] {
    session.action = [&] {
      std::map<std::string, std::string> members;
      for (std::size_t i = 0; i < kAddressMembers.size(); ++i) {
        if (options[i]->count() > 0) members[std::string(kAddressMembers[i])] = values[i];
      }
      return print_changed(session, service_of(session).change_address(reference, members, lines),
                           "has its address changed");
    };
  });
}

Exit list_statuses(Session& session) {
  Installation& installation = session.installation();
  StatusRuleTable table(installation.database(), installation.tenant());
  const StatusTable statuses = table.table();
  auto rules = table.rules();
  Table shown({"STATUS", "HOST STATUS", "CHANGED HERE", "VERSION", "BY", "AT"});
  for (const std::string_view status : kStatuses) {
    const StatusRule& rule = rules[std::string(status)];
    const bool touched = rule.version > 0;
    if (session.json) {
      session.print_json({{"status", status},
                          {"host_status", statuses.host_status(status)},
                          {"default", default_host_status(status)},
                          {"changed", statuses.is_changed(status)},
                          {"version", rule.version},
                          {"changed_by", touched ? ordered_json(rule.changed_by) : ordered_json()},
                          {"changed_at", touched ? ordered_json(format_rfc3339(rule.changed_at_ms))
                                                 : ordered_json()}});
    } else {
      shown.add({std::string(status), std::string(statuses.host_status(status)),
                 statuses.is_changed(status) ? "yes" : "-", std::to_string(rule.version),
                 touched ? rule.changed_by : "-", touched ? time_text(rule.changed_at_ms) : "-"});
    }
  }
  if (!session.json) shown.print();
  return Exit::kOk;
}

void add_status_table(CLI::App& noun, Session& session) {
  static std::string status, host_status;
  static std::optional<std::int64_t> seen;
  CLI::App* table = add_noun(noun, "status-table",
                             "Which status of the host stands for each of the marketplace's",
                             "channel-host order status-table set packed not_delivered");
  CLI::App* command =
      add_command(*table, "list", "The whole table", "channel-host order status-table list");
  command->callback([&session] { session.action = [&] { return list_statuses(session); }; });

  command = add_command(*table, "set", "Change one row",
                        "channel-host order status-table set packed not_delivered");
  command->add_option("status", status, "Status of the contract")->required();
  command->add_option("host_status", host_status, "Status of the host")->required();
  command
      ->add_option("--version", seen,
                   "The version you looked at: refuses when somebody changed the row since")
      ->type_name("N");
  command->callback([&session] {
    session.action = [&] {
      Installation& installation = session.installation();
      StatusRuleTable(installation.database(), installation.tenant())
          .set(status, host_status, session.actor, installation.now_ms(), seen);
      return list_statuses(session);
    };
  });

  command = add_command(*table, "reset", "Back to the table as it comes",
                        "channel-host order status-table reset");
  command->callback([&session] {
    session.action = [&] {
      Installation& installation = session.installation();
      StatusRuleTable(installation.database(), installation.tenant())
          .reset(session.actor, installation.now_ms());
      return list_statuses(session);
    };
  });
}

}  // namespace

void add_order_change_commands(CLI::App& noun, Session& session) {
  add_acts(noun, session);
  add_remark(noun, session);
  add_lines(noun, session);
  add_address(noun, session);
  add_status_table(noun, session);
}

}  // namespace channel_host::cli
