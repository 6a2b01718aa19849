// The commands of `sku` that look at and change mapping rules.
#ifndef SAMPLE_HOST_CLI_SKU_RULE_COMMANDS_HPP_
#define SAMPLE_HOST_CLI_SKU_RULE_COMMANDS_HPP_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "mapping/csv_text.hpp"
#include "mapping/rule_edit.hpp"

namespace channel_host::cli {

void add_sku_rule_commands(CLI::App& noun, Session& session);

// The first hundred on stderr, as FILE:LINE: what is wrong.
void show_refused(Session& session, const std::string& file, const std::vector<LineError>& refused);
nlohmann::ordered_json refused_document(const std::vector<LineError>& refused);

// What an edit has done.
Exit show_edit(Session& session, const RuleEdit& edit);

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_SKU_RULE_COMMANDS_HPP_
