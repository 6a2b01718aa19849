#include <nlohmann/json.hpp>

#include "cli/store_view.hpp"
#include "stores/store_removal.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

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

struct DeleteArguments {
  std::string id;
  std::string confirmation;
  std::string folder;
};

ordered_json document(const std::string& id, const StoreContents& contents, bool deleted) {
  return {{"store", id},
          {"deleted", deleted},
          {"orders", contents.orders},
          {"orders_rejected", contents.orders_rejected},
          {"listings", contents.listings},
          {"mapping_rules", contents.mapping_rules},
          {"packages", contents.packages}};
}

std::string counted(const StoreContents& contents) {
  return std::to_string(contents.orders) + " orders, " + std::to_string(contents.orders_rejected) +
         " orders that could not be read, " + std::to_string(contents.listings) + " listings, " +
         std::to_string(contents.mapping_rules) + " mapping rules, " +
         std::to_string(contents.packages) + " packages";
}

Exit remove(Session& session, const DeleteArguments& arguments) {
  Installation& installation = session.installation();
  const std::string& id = arguments.id;
  session.note_sandbox();
  if (arguments.confirmation.empty()) {
    const StoreContents contents = store_contents(installation, id);
    if (session.json) session.print_json(document(id, contents, false));
    throw Failure(
        Exit::kRefused,
        "Deleting " + id + " erases " + counted(contents) +
            ". It cannot be undone. The marketplace's own orders and products are not touched. To "
            "keep a copy and delete: channel-host store delete " +
            id + " --export FOLDER --confirm " + id +
            ". To stop using the shop and keep everything: channel-host store cancel " + id + ".");
  }
  Deletion deletion{arguments.confirmation, std::nullopt};
  if (!arguments.folder.empty()) deletion.export_to = arguments.folder;
  const StoreContents contents = delete_store(installation, id, deletion);
  if (session.json) {
    session.print_json(document(id, contents, true));
  } else {
    session.print("Deleted " + id + ": " + counted(contents) + ".");
  }
  if (deletion.export_to) session.note("The copy is in " + arguments.folder + ".");
  return Exit::kOk;
}

}  // namespace

void add_store_removal_commands(CLI::App& noun, Session& session) {
  static std::string id;
  CLI::App* command = add_command(
      noun, "cancel", "Forget the grant and give up the shop; orders and settings are kept",
      "channel-host store cancel shop-th");
  command->add_option("store", id, "Store id")->required()->type_name("STORE");
  command->callback([&] { session.action = [&] { return cancel(session, id); }; });

  static DeleteArguments arguments;
  command = add_command(
      noun, "delete", "Erase the host's copy of a store; without --confirm it tells what that is",
      "channel-host store delete shop-th --export shop-th-copy --confirm shop-th");
  command->add_option("store", arguments.id, "Store id")->required()->type_name("STORE");
  command
      ->add_option("--export", arguments.folder,
                   "First write orders, listings and mapping to this new folder")
      ->type_name("FOLDER");
  command->add_option("--confirm", arguments.confirmation, "The store id, typed once more")
      ->type_name("STORE_ID");
  command->callback([&] { session.action = [&] { return remove(session, arguments); }; });
}

}  // namespace channel_host::cli
