#include <nlohmann/json.hpp>

#include "cli/store_view.hpp"
#include "stores/store_removal.hpp"

namespace channel_host::cli {
namespace {

Exit cancel(Session& session, const std::string& id) {
  const CancelledStore cancelled = cancel_authorization(session.installation(), id);
  std::string kept;
  for (const std::string& sharer : cancelled.sharers) kept += (kept.empty() ? "" : ", ") + sharer;
  return print_store(
      session, cancelled.store,
      id + " is cancelled: " +
          (kept.empty() ? "its grant is forgotten"
                        : "it left the grant, which is kept for " + kept) +
          ", its orders and settings are kept. The shop may be connected elsewhere now; remove the "
          "application in the Seller Center too, if nobody shall use it any more.");
}

}  // namespace

void add_store_removal_commands(CLI::App& noun, Session& session) {
  static std::string id;
  CLI::App* command = add_command(
      noun, "cancel", "Forget the grant and give up the shop; orders and settings are kept",
      "channel-host store cancel shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] { session.action = [&] { return cancel(session, id); }; });
}

}  // namespace channel_host::cli
