// The commands of the noun order, one file a group.
#ifndef SAMPLE_HOST_CLI_ORDER_COMMANDS_HPP_
#define SAMPLE_HOST_CLI_ORDER_COMMANDS_HPP_

#include "cli/session.hpp"
#include "orders/order_service.hpp"

namespace channel_host::cli {

void add_order_list_commands(CLI::App& noun, Session& session);    // list, counts
void add_order_show_commands(CLI::App& noun, Session& session);    // show, review, timeline
void add_order_change_commands(CLI::App& noun, Session& session);  // process, freeze, line, …

// ORDER, --store and (for changes) --version; the texts go into `reference`.
void add_order_reference(CLI::App& command, OrderReference& reference, bool with_version);

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_ORDER_COMMANDS_HPP_
