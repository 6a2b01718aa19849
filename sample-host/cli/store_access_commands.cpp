#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/store_view.hpp"
#include "rfc3339.hpp"
#include "shell_word.hpp"
#include "stores/application.hpp"
#include "stores/authorization.hpp"
#include "stores/callback_listener.hpp"
#include "stores/connection_error.hpp"
#include "stores/shared_grant.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"
#include "tasks/task_service.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// The shops of a shared grant that wait for a store.
void tell_uncovered(Session& session, const std::string& id, const json& result) {
  Installation& installation = session.installation();
  const auto grant = result.find("grant");
  if (grant == result.end()) return;
  for (const CoveredShop& shop : unattached_shops(installation, id, *grant)) {
    session.note("The grant also covers the shop " + shop.seller_id + " in " + shop.region +
                 ": channel-host store add STORE --region " + shell_word(shop.region) +
                 " --name NAME --cross-border, then channel-host store attach STORE --grant-of " +
                 id + ".");
  }
}

Exit print_connected(Session& session, const std::string& id, const json& result,
                     const char* what) {
  Installation& installation = session.installation();
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  session.note_sandbox();
  warn_of_seller(session, store);
  warn_of_access(session, store);
  if (store.cross_border) tell_uncovered(session, id, result);
  if (session.json) {
    ordered_json shown = store_document(session, store);
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

// What happens by itself after a store was authorised.
void tell_next(Session& session, const std::string& id) {
  Installation& installation = session.installation();
  db::Database& database = installation.database();
  bool by_itself = false;
  for (const TaskView& view : list_tasks(installation, database, id)) {
    by_itself = by_itself || (view.task.kind != TaskKind::kToken && view.held_back_by.empty());
  }
  if (!by_itself) {
    session.note("Nothing is downloaded by itself: see channel-host task list " + id +
                 " for the reason. channel-host task run " + id + " --all does it once.");
  } else if (find_runner(installation, database)) {
    session.note("Products, then orders are downloaded now: channel-host task watch " + id +
                 " shows the progress.");
  } else {
    session.note(
        "Next: products, then orders are downloaded by channel-host run; no such process "
        "is at work yet.");
  }
}

Exit tell_connected(Session& session, const std::string& id, const json& result) {
  const Exit code = print_connected(session, id, result, "Connected");
  tell_next(session, id);
  return code;
}

Exit list_errors(Session& session) {
  Table table({"CODE", "CAUSE", "REMEDY", "WHO CAN MEND IT"}, {"CAUSE", "REMEDY"});
  for (const ConnectionError& error : connection_errors()) {
    if (session.json) {
      session.print_json({{"code", error.code},
                          {"cause", error.cause},
                          {"remedy", error.remedy},
                          {"who", error.who}});
    } else {
      table.add({std::string(error.code), error.cause, error.remedy, error.who});
    }
  }
  if (!session.json) table.print();
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
  session.note("Waiting at " + redirect + " until " + time_text(attempt.expires_at_ms) +
               "; Ctrl-C ends it.");
  const bool over = listener.wait(timeout_minutes * 60'000, interrupted());
  if (failure) std::rethrow_exception(failure);
  if (!over) {
    if (interrupted().load()) {
      session.note("Stopped. The address stays valid for --code until it expires.");
      return Exit::kInterrupted;
    }
    throw Failure(Exit::kTimeout,
                  "Nobody came back from the marketplace in time. Run the command again when you "
                  "are ready to sign in. If the page said that the redirect uri does not match: " +
                      remedy_of("redirect_not_registered"));
  }
  return tell_connected(session, id, connected);
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
    return tell_connected(session, options.id, result);
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
                 time_text(attempt.expires_at_ms) + ").");
  }
  return Exit::kOk;
}

}  // namespace

void add_store_access_commands(CLI::App& noun, Session& session) {
  static std::string id;
  CLI::App* command = add_command(noun, "verify", "Call the seller API: is what was entered right?",
                                  "channel-host store verify shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] {
    session.action = [&] {
      const json result = verify_store(session.installation(), id);
      return print_connected(session, id, result, "The connection works");
    };
  });

  command =
      add_command(noun, "refresh", "Renew the tokens now", "channel-host store refresh shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] {
    session.action = [&] {
      const json result = refresh_store(session.installation(), id);
      return print_connected(session, id, result, "Renewed");
    };
  });

  static std::string other;
  command = add_command(noun, "attach",
                        "Connect a cross-border store through the grant of another region's store",
                        "channel-host store attach shop-my --grant-of shop-sg");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->add_option("--grant-of", other, "Authorised cross-border store of the same seller")
      ->required()
      ->type_name("STORE");
  command->callback([&] {
    session.action = [&] {
      const json result = attach_store(session.installation(), id, other);
      return print_connected(session, id, result, "Connected");
    };
  });

  command = add_command(noun, "errors",
                        "What may go wrong while a shop is connected: cause, remedy, who can mend",
                        "channel-host store errors");
  command->callback([&] { session.action = [&] { return list_errors(session); }; });

  static AuthorizeOptions options;
  command = add_command(noun, "authorize",
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
      ->needs(listening)
      ->type_name("MINUTES");
  command->callback([&] { session.action = [&] { return authorize(session, options); }; });
}

}  // namespace channel_host::cli
