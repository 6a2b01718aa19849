#include <nlohmann/json.hpp>
#include <optional>

#include "cli/store_view.hpp"
#include "orders/order_table.hpp"
#include "stores/browser.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

Exit show_one(Session& session, const std::string& id) {
  Installation& installation = session.installation();
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  ordered_json shown = store_document(session, store);
  shown["orders"] = orders.count(id);
  shown["orders_rejected"] = orders.open_dead_letters(id);
  session.note_sandbox();
  warn_of_access(session, store);
  warn_of_seller(session, store);
  if (session.json) {
    session.print_json(shown);
    return Exit::kOk;
  }
  Table table({"STORE", id}, {id});
  for (const auto& [key, value] : shown.items()) {
    if (key == "store") continue;
    table.add({key, member_text(key, value)});
  }
  table.print();
  return Exit::kOk;
}

Exit list(Session& session) {
  Installation& installation = session.installation();
  const auto stores = StoreTable(installation.database(), installation.tenant()).list();
  session.note_sandbox();
  Table table({"STORE", "REGION", "NAME", "SELLER", "STATUS", "ACCESS UNTIL", "RENEWABLE UNTIL",
               "DAYS LEFT"});
  for (const Store& store : stores) {
    warn_of_access(session, store);
    if (session.json) {
      session.print_json(store_document(session, store));
      continue;
    }
    const std::int64_t now = installation.now_ms();
    const auto days = days_left(store, now);
    const auto end = [&](std::optional<std::int64_t> ms) {
      return access_refused(store) ? "-" : time_text(ms);
    };
    table.add({store.id, store.adapter, store.name, store.seller_id.value_or("-"),
               std::string(status_name(status_of(store, now))), end(store.access_expires_at_ms),
               end(store.refresh_expires_at_ms), days ? std::to_string(*days) : "-"});
  }
  if (!session.json) table.print();
  return Exit::kOk;
}

Exit add(Session& session, const NewStore& wanted) {
  const Store store = add_store(session.installation(), wanted);
  return print_store(session, store,
                     "Added " + store.id + " (" + store.adapter +
                         "). Next: channel-host store authorize " + store.id + ".");
}

Exit visit(Session& session, const std::string& id, bool open) {
  Installation& installation = session.installation();
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  if (store.url.empty()) {
    throw Failure(Exit::kRefused, "The store " + id +
                                      " has no storefront address. Give it one with channel-host "
                                      "store edit " +
                                      id + " --url.");
  }
  if (session.json) {
    session.print_json({{"store", id}, {"url", store.url}});
  } else {
    session.print(store.url);
  }
  if (open) open_in_browser(store.url);
  return Exit::kOk;
}

void add_adding(CLI::App& noun, Session& session) {
  static NewStore wanted;
  CLI::App* command =
      add_command(noun, "add", "Add a store; it is connected with store authorize",
                  "channel-host store add shop-th --region th --name \"ร้านของเรา\"");
  command->add_option("store", wanted.id, "Store id; never changes")
      ->required()
      ->type_name("STORE");
  command->add_option("--region", wanted.region, "Region of an enabled adapter")
      ->required()
      ->type_name("CC");
  command->add_option("--name", wanted.name, "Display name, unique across all platforms")
      ->required()
      ->type_name("NAME");
  command->add_option("--platform", wanted.platform,
                      "Needed when several platforms serve the region");
  command->add_option("--description", wanted.description, "Free text");
  command->add_option("--url", wanted.url, "Storefront (default: the marketplace's)");
  command->add_option("--pull-mode", wanted.pull_mode, "automatic or manual")
      ->check(CLI::IsMember({"automatic", "manual"}));
  command
      ->add_option("--owner", wanted.fulfilment_owner, "Who ships its orders: marketplace or host")
      ->check(CLI::IsMember({"marketplace", "host"}));
  command->add_flag("--cross-border", wanted.cross_border,
                    "The seller account is cross-border: one grant, a store for each region");
  command->callback([&] { session.action = [&] { return add(session, wanted); }; });
}

}  // namespace

void add_store_commands(CLI::App& app, Session& session) {
  CLI::App* noun = add_noun(app, "store", "Stores: add, list, edit, authorise, verify, cancel",
                            "channel-host store add shop-th --region th --name \"ร้านของเรา\"");
  add_adding(*noun, session);

  CLI::App* command = add_command(*noun, "list", "All stores with status and expiry",
                                  "channel-host store list --json");
  command->callback([&] { session.action = [&] { return list(session); }; });

  static std::string id;
  command = add_command(*noun, "show", "One store with everything that is known of it",
                        "channel-host store show shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] { session.action = [&] { return show_one(session, id); }; });

  static bool open = false;
  command = add_command(*noun, "visit", "The address of the storefront",
                        "channel-host store visit shop-th --open");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->add_flag("--open", open, "Open it in the browser of this machine (xdg-open)");
  command->callback([&] { session.action = [&] { return visit(session, id, open); }; });

  add_store_edit_commands(*noun, session);
  add_store_access_commands(*noun, session);
  add_store_removal_commands(*noun, session);
}

}  // namespace channel_host::cli
