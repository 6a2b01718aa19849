#include <nlohmann/json.hpp>
#include <optional>

#include "cli/store_view.hpp"
#include "rfc3339.hpp"
#include "stores/store_edit.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

struct EditArguments {
  std::string id;
  StoreEdit edit;
  std::string include_shipping;
};

Exit edit(Session& session, EditArguments& arguments) {
  StoreEdit& wanted = arguments.edit;
  if (!arguments.include_shipping.empty()) {
    wanted.include_shipping = arguments.include_shipping == "yes";
  }
  if (!wanted.name && !wanted.description && !wanted.url && !wanted.pull_mode &&
      !wanted.fulfilment_owner && !wanted.customer_id && !wanted.include_shipping) {
    throw Failure(Exit::kUsage, "Nothing to change was named. See channel-host store edit --help.");
  }
  wanted.actor = session.actor;
  const EditedStore edited = edit_store(session.installation(), arguments.id, wanted);
  return print_store(session, edited.store,
                     edited.changed ? "Saved " + edited.store.id + " (version " +
                                          std::to_string(edited.store.version) + ")."
                                    : edited.store.id + " was so already; nothing was changed.");
}

void add_editing(CLI::App& noun, Session& session) {
  static EditArguments arguments;
  StoreEdit& wanted = arguments.edit;
  CLI::App* command =
      add_command(noun, "edit", "Change what you entered; the store id and the shop stay for ever",
                  "channel-host store edit shop-th --name \"ร้านใหม่\" --version 3");
  command->add_option("store", arguments.id, "Store id")->required()->type_name("STORE");
  command->add_option("--name", wanted.name, "Display name, unique across all platforms");
  command->add_option("--description", wanted.description, "Free text; empty clears it");
  command->add_option("--url", wanted.url, "Storefront; empty: the marketplace's again");
  command->add_option("--pull-mode", wanted.pull_mode, "automatic or manual")
      ->check(CLI::IsMember({"automatic", "manual"}));
  command
      ->add_option("--owner", wanted.fulfilment_owner,
                   "Who ships: marketplace or host; orders that are here keep theirs")
      ->check(CLI::IsMember({"marketplace", "host"}));
  command->add_option("--customer", wanted.customer_id,
                      "Customer of the sales orders; empty: one for each buyer");
  command
      ->add_option("--include-shipping", arguments.include_shipping,
                   "yes: the shipping fee is a part of a sales order's total")
      ->check(CLI::IsMember({"yes", "no"}));
  command
      ->add_option("--version", wanted.version,
                   "The version you looked at: refuses when somebody changed it since")
      ->type_name("N");
  command->callback([&] { session.action = [&] { return edit(session, arguments); }; });
}

Exit show_history(Session& session, const std::string& id) {
  Installation& installation = session.installation();
  StoreTable stores(installation.database(), installation.tenant());
  stores.get(id);
  Table table({"AT", "WHO", "VERSION", "WHAT", "BEFORE", "AFTER"});
  for (const StoreChange& change : stores.changes_since(id, 0)) {
    if (session.json) {
      session.print_json({{"at", format_rfc3339(change.at_ms)},
                          {"version", change.version},
                          {"actor", change.actor},
                          {"field", change.field},
                          {"before", change.before},
                          {"after", change.after}});
      continue;
    }
    const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
    table.add({time_text(change.at_ms), or_dash(change.actor), std::to_string(change.version),
               change.field, or_dash(change.before), or_dash(change.after)});
  }
  if (!session.json) table.print();
  return Exit::kOk;
}

void add_history(CLI::App& noun, Session& session) {
  static std::string id;
  CLI::App* command =
      add_command(noun, "history", "What was edited in a store: when, who, what, before, after",
                  "channel-host store history shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] { session.action = [&] { return show_history(session, id); }; });
}

}  // namespace

void add_store_edit_commands(CLI::App& noun, Session& session) {
  add_editing(noun, session);
  add_history(noun, session);

  static std::string id;
  const auto add_switch =
      [&](const char* name, const char* what, const char* done,
          Store (*change)(Installation&, const std::string&, bool, const std::string&), bool on) {
        CLI::App* command =
            add_command(noun, name, what, std::string("channel-host store ") + name + " shop-th");
        command->add_option("store", id, "Store id")->required()->type_name("STORE");
        command->callback([&session, done, change, on] {
          session.action = [&session, done, change, on] {
            const Store store = change(session.installation(), id, on, session.actor);
            return print_store(session, store, store.id + done);
          };
        });
      };
  add_switch("deactivate", "Neither pull nor send; everything is kept",
             " is inactive: nothing is pulled or sent, everything is kept.", &set_active, false);
  add_switch("activate", "Take a deactivated store into use again", " is active again.",
             &set_active, true);
  add_switch("stop", "Stop pulling by itself; pulling by hand goes on",
             " is pulled only by hand now: channel-host order pull.", &set_automatic_pulling,
             false);
  add_switch("resume", "Pull by itself again", " is pulled automatically again.",
             &set_automatic_pulling, true);
}

}  // namespace channel_host::cli
