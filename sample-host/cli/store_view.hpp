// How a store is shown, and what is said about its access.
#ifndef SAMPLE_HOST_CLI_STORE_VIEW_HPP_
#define SAMPLE_HOST_CLI_STORE_VIEW_HPP_

#include <nlohmann/json_fwd.hpp>

#include "cli/session.hpp"
#include "stores/store.hpp"

namespace channel_host::cli {

// Every fact of a store for --json; secrets are none of them.
nlohmann::ordered_json store_document(Session& session, const Store& store);

// Says on stderr when the access ends soon, has ended, or cannot be renewed, and what to do.
void warn_of_access(Session& session, const Store& store);
// Says when the marketplace has not verified the seller, or has closed the shop.
void warn_of_seller(Session& session, const Store& store);

// The document with --json, else `sentence`.
Exit print_store(Session& session, const Store& store, const std::string& sentence);

// The parts of the noun `store`; each adds its commands.
void add_store_edit_commands(CLI::App& noun, Session& session);
void add_store_access_commands(CLI::App& noun, Session& session);
void add_store_removal_commands(CLI::App& noun, Session& session);

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_STORE_VIEW_HPP_
