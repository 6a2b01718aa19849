#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/failure_report.hpp"
#include "cli/session.hpp"
#include "orders/order_table.hpp"
#include "rfc3339.hpp"
#include "stores/application.hpp"
#include "stores/authorization.hpp"
#include "stores/callback_listener.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json optional_time(std::optional<std::int64_t> ms) {
  return ms ? ordered_json(format_rfc3339(*ms)) : ordered_json();
}

ordered_json document(Session& session, const Store& store) {
  const std::int64_t now = session.installation().now_ms();
  const auto sandbox = sandbox_in_use(session.installation());
  ordered_json shown = {
      {"store", store.id},
      {"name", store.name},
      {"description", store.description},
      {"platform", store.platform},
      {"region", store.region},
      {"status", status_name(status_of(store, now))},
      {"active", store.active},
      {"pull_mode", store.pull_mode},
      {"url", store.url},
      {"cross_border", store.cross_border},
      {"seller_id", store.seller_id ? ordered_json(*store.seller_id) : ordered_json()},
      {"seller_name", store.seller_name},
      {"account", store.account},
      {"created_at", format_rfc3339(store.created_at_ms)},
      {"authorised_at", optional_time(store.authorised_at_ms)},
      {"access_expires_at", optional_time(store.access_expires_at_ms)},
      {"refresh_expires_at", optional_time(store.refresh_expires_at_ms)},
      {"verified_at", optional_time(store.verified_at_ms)}};
  shown["expiry_warning_days"] = ordered_json();
  if (const auto days = expiry_warning_days(store, now)) shown["expiry_warning_days"] = *days;
  shown["sandbox"] = sandbox ? ordered_json(*sandbox) : ordered_json();
  return shown;
}

void warn_of_expiry(Session& session, const Store& store) {
  const std::int64_t now = session.installation().now_ms();
  const StoreStatus status = status_of(store, now);
  const std::string remedy = " Authorise it again: channel-host store authorize " + store.id + ".";
  if (const auto days = expiry_warning_days(store, now)) {
    session.warn("the access to " + store.id + " ends within " + std::to_string(*days) +
                 (*days == 1 ? " day" : " days") + " (" + time_text(access_ends_at_ms(store)) +
                 ")." + remedy);
  } else if (status == StoreStatus::kExpired) {
    session.warn("the access to " + store.id + " has ended." + remedy);
  } else if (status == StoreStatus::kAuthoriseAgain) {
    session.warn("the access to " + store.id + " cannot be renewed." + remedy);
  }
}

Exit show_one(Session& session, const std::string& id) {
  Installation& installation = session.installation();
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  ordered_json shown = document(session, store);
  shown["orders"] = orders.count(id);
  shown["orders_rejected"] = orders.open_dead_letters(id);
  session.note_sandbox();
  warn_of_expiry(session, store);
  if (session.json) {
    session.print_json(shown);
    return Exit::kOk;
  }
  Table table({"STORE", id});
  for (const auto& [key, value] : shown.items()) {
    if (key == "store") continue;
    table.add({key, value.is_string() ? value.get<std::string>()
                                      : (value.is_null() ? "-" : value.dump())});
  }
  table.print();
  return Exit::kOk;
}

Exit list(Session& session) {
  Installation& installation = session.installation();
  const auto stores = StoreTable(installation.database(), installation.tenant()).list();
  session.note_sandbox();
  Table table({"STORE", "REGION", "NAME", "SELLER", "STATUS", "ACCESS UNTIL", "RENEWABLE UNTIL"});
  for (const Store& store : stores) {
    warn_of_expiry(session, store);
    if (session.json) {
      session.print_json(document(session, store));
      continue;
    }
    table.add({store.id, store.adapter, store.name, store.seller_id.value_or("-"),
               std::string(status_name(status_of(store, installation.now_ms()))),
               time_text(store.access_expires_at_ms), time_text(store.refresh_expires_at_ms)});
  }
  if (!session.json) table.print();
  return Exit::kOk;
}

Exit add(Session& session, const NewStore& wanted) {
  const Store store = add_store(session.installation(), wanted);
  session.note_sandbox();
  if (session.json) {
    session.print_json(document(session, store));
  } else {
    session.print("Added " + store.id + " (" + store.adapter +
                  "). Next: channel-host store authorize " + store.id + ".");
  }
  return Exit::kOk;
}

Exit print_connected(Session& session, const std::string& id, const json& result,
                     const char* what) {
  Installation& installation = session.installation();
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  session.note_sandbox();
  if (session.json) {
    ordered_json shown = document(session, store);
    if (const auto seller = result.find("seller"); seller != result.end()) {
      shown["seller"] = *seller;
    }
    session.print_json(shown);
    return Exit::kOk;
  }
  session.print(std::string(what) + ": " + store.id + " is the shop \"" + store.seller_name +
                "\" (seller " + store.seller_id.value_or("-") + ", login " + store.account +
                "). Access until " + time_text(store.access_expires_at_ms) + ", renewable until " +
                time_text(store.refresh_expires_at_ms) + ".");
  return Exit::kOk;
}

bool ask_consent(Session& session, const json& result, bool yes) {
  const json seller = result.value("seller", json::object());
  session.note("This code belongs to the shop \"" + seller.value("name", "") + "\" (seller " +
               seller.value("seller_id", "") + ", " + seller.value("location", "") + ", status " +
               seller.value("status", "") + ").");
  if (yes) return true;
  if (!session.may_ask()) {
    throw Failure(Exit::kRefused,
                  "Nothing was kept: without a terminal a bare code needs --yes, after you have "
                  "made sure that this is your shop. Begin again with channel-host store "
                  "authorize.");
  }
  std::cerr << "Keep it? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

Exit listen(Session& session, const std::string& id, std::int64_t timeout_minutes) {
  Installation& installation = session.installation();
  const std::string redirect = load_application(installation, installation.database()).redirect_uri;
  json connected;
  std::exception_ptr failure;
  CallbackListener listener(redirect, [&](const std::string& callback_url) -> CallbackAnswer {
    try {
      connected = finish_with_callback(installation, id, callback_url);
      return {true, true,
              "The store " + id + " is connected to the shop \"" +
                  connected.at("seller").value("name", "") + "\"."};
    } catch (const Failure& f) {
      // Anybody on this machine can open the address; only our own state ends the wait.
      const bool ours = f.code == Exit::kConflict;
      if (ours) failure = std::current_exception();
      session.note(f.what());
      return {ours, false, f.what()};
    } catch (const chapi::host::Failure& f) {
      failure = std::current_exception();
      return {true, false, f.what()};
    } catch (const std::exception&) {
      failure = std::current_exception();
      return {true, false, "The host could not finish; its terminal says why."};
    }
  });
  const AuthorizationAttempt attempt = begin_authorization(installation, id);
  session.note_sandbox();
  session.note("Open this address in a browser and sign in with the account of the shop:");
  std::cerr << attempt.authorize_url << std::endl;
  session.note("Waiting at " + redirect + " until " + format_rfc3339(attempt.expires_at_ms) +
               "; Ctrl-C ends it.");
  const bool over = listener.wait(timeout_minutes * 60'000, interrupted());
  if (failure) std::rethrow_exception(failure);
  if (!over) {
    if (interrupted().load()) {
      session.note("Stopped. The address stays valid for --code until it expires.");
      return Exit::kInterrupted;
    }
    throw Failure(Exit::kTimeout,
                  "Nobody came back from the marketplace in time. Run the command "
                  "again when you are ready to sign in.");
  }
  return print_connected(session, id, connected, "Connected");
}

struct AuthorizeOptions {
  std::string id;
  std::optional<std::string> code;
  bool listen = false, yes = false;
  std::int64_t timeout_minutes = 30;
};

Exit authorize(Session& session, const AuthorizeOptions& options) {
  Installation& installation = session.installation();
  if (options.listen) return listen(session, options.id, options.timeout_minutes);
  if (options.code) {
    if (options.code->empty()) {
      throw Failure(Exit::kInvalidInput,
                    "--code is empty. Give it the address that the browser was sent back to.");
    }
    const json result =
        is_callback_url(*options.code)
            ? finish_with_callback(installation, options.id, *options.code)
            : finish_with_code(installation, options.id, *options.code, [&](const json& found) {
                return ask_consent(session, found, options.yes);
              });
    return print_connected(session, options.id, result, "Connected");
  }
  const AuthorizationAttempt attempt = begin_authorization(installation, options.id);
  session.note_sandbox();
  if (session.json) {
    session.print_json({{"store", options.id},
                        {"authorize_url", attempt.authorize_url},
                        {"state", attempt.state},
                        {"expires_at", format_rfc3339(attempt.expires_at_ms)}});
  } else {
    session.print(attempt.authorize_url);
    session.note("Open this address, sign in, then run channel-host store authorize " + options.id +
                 " --code with the address the browser was sent back to (until " +
                 format_rfc3339(attempt.expires_at_ms) + ").");
  }
  return Exit::kOk;
}

}  // namespace

void add_store_commands(CLI::App& app, Session& session) {
  CLI::App* noun = app.add_subcommand("store", "Stores: add, list, authorise, verify, refresh");
  noun->require_subcommand(1);

  static NewStore wanted;
  CLI::App* command =
      add_command(*noun, "add", "Add a store; it is connected with store authorize",
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
  command->add_flag("--cross-border", wanted.cross_border, "The seller account is cross-border");
  command->callback([&] { session.action = [&] { return add(session, wanted); }; });

  command = add_command(*noun, "list", "All stores with status and expiry",
                        "channel-host store list --json");
  command->callback([&] { session.action = [&] { return list(session); }; });

  static std::string id;
  command = add_command(*noun, "show", "One store with everything that is known of it",
                        "channel-host store show shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] { session.action = [&] { return show_one(session, id); }; });

  command = add_command(*noun, "verify", "Call the seller API: is what was entered right?",
                        "channel-host store verify shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] {
    session.action = [&] {
      const json result = verify_store(session.installation(), id);
      return print_connected(session, id, result, "The connection works");
    };
  });

  command =
      add_command(*noun, "refresh", "Renew the tokens now", "channel-host store refresh shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] {
    session.action = [&] {
      const json result = refresh_store(session.installation(), id);
      return print_connected(session, id, result, "Renewed");
    };
  });

  static AuthorizeOptions options;
  command = add_command(*noun, "authorize",
                        "Connect a store, or connect it again. Without --listen and --code it "
                        "prints the address to open",
                        "channel-host store authorize shop-th --listen");
  command->add_option("store", options.id, "Store id")->required()->type_name("STORE");
  CLI::Option* listening = command->add_flag(
      "--listen", options.listen, "Wait once on the loopback redirect address for the browser");
  CLI::Option* code =
      command
          ->add_option("--code", options.code,
                       "The whole address the browser was sent back to, or the bare code")
          ->type_name("CODE_OR_CALLBACK_URL");
  code->excludes(listening);
  command->add_flag("--yes", options.yes, "Keep a bare code's shop without being asked");
  command->add_option("--timeout", options.timeout_minutes, "Minutes that --listen waits (30)")
      ->check(CLI::Range(1, 30))
      ->type_name("MINUTES");
  command->callback([&] { session.action = [&] { return authorize(session, options); }; });
}

}  // namespace channel_host::cli
