#include "cli/session.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/terminal_text.hpp"
#include "rfc3339.hpp"
#include "stores/application.hpp"

namespace channel_host::cli {
namespace {

std::string environment(const char* variable, const char* otherwise = "") {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

std::string default_actor() {
  if (std::string named = environment("CHANNEL_HOST_ACTOR"); !named.empty()) return named;
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : std::to_string(::getuid());
}

}  // namespace

Session::Session()
    : folder(environment("CHANNEL_HOST_DATA", "./channel-host-data")),
      database(environment("CHANNEL_HOST_DB")),
      actor(default_actor()),
      terminal_out_(::isatty(STDOUT_FILENO) != 0),
      terminal_err_(::isatty(STDERR_FILENO) != 0),
      colour_err_(terminal_err_ && environment("NO_COLOR").empty()) {}

Installation& Session::installation() {
  if (!installation_) {
    installation_ = std::make_unique<Installation>(Installation::Settings{folder, tenant, database},
                                                   clock_, interrupted());
  }
  return *installation_;
}

bool Session::may_ask() const { return ::isatty(STDIN_FILENO) != 0 && terminal_err_; }

void Session::note(const std::string& text) const { std::cerr << visible(text) << '\n'; }

void Session::warn(const std::string& text) const {
  if (colour_err_) std::cerr << "\033[33m";
  std::cerr << "warning: " << visible(text);
  if (colour_err_) std::cerr << "\033[0m";
  std::cerr << '\n';
}

void Session::print(const std::string& text) const { std::cout << visible(text) << '\n'; }

void Session::print_json(const nlohmann::ordered_json& document) const {
  // On a terminal everything beyond ASCII is escaped, so that no text can steer it.
  std::cout << document.dump(-1, ' ', terminal_out_, nlohmann::json::error_handler_t::replace)
            << '\n';
}

void Session::flush() const { std::cout.flush(); }

bool Session::reader_gone() const { return !std::cout; }

void Session::note_sandbox() {
  if (const auto sandbox = sandbox_in_use(installation())) {
    warn("sandbox in use: every call goes to " + *sandbox + ", not to the real marketplace.");
  }
}

void Table::print() const {
  std::vector<int> widths(rows_.front().size(), 0);
  std::vector<std::vector<std::string>> shown;
  shown.reserve(rows_.size());
  for (const auto& row : rows_) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool sentence = sentences_.contains(rows_.front()[i]);
      cells.push_back(shortened(visible(row[i]), sentence ? kSentenceColumns : kValueColumns));
      widths[i] = std::max(widths[i], display_width(cells.back()));
    }
    shown.push_back(std::move(cells));
  }
  for (const auto& row : shown) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) {
        line.append(static_cast<std::size_t>(widths[i] - display_width(row[i]) + 2), ' ');
      }
    }
    std::cout << line << '\n';
  }
}

std::string time_text(std::optional<std::int64_t> unix_ms) {
  return unix_ms ? format_rfc3339(*unix_ms / 1000 * 1000) : "-";
}

std::string member_text(std::string_view name, const nlohmann::ordered_json& value) {
  if (value.is_null()) return "-";
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  const auto time = name.ends_with("_at") ? parse_rfc3339(text) : std::nullopt;
  return time ? time_text(time) : text;
}

std::int64_t time_argument(const std::string& option, const std::string& text) {
  const auto at = parse_rfc3339(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!at) {
    throw Failure(Exit::kInvalidInput, option + " is no time: " + text +
                                           " (write 2026-01-31 or 2026-01-31T08:00:00+07:00)");
  }
  return *at;
}

CLI::App* add_noun(CLI::App& parent, const std::string& name, const std::string& what,
                   const std::string& example) {
  CLI::App* noun = add_command(parent, name, what, example);
  noun->require_subcommand(1);
  return noun;
}

CLI::App* add_command(CLI::App& noun, const std::string& name, const std::string& what,
                      const std::string& example) {
  CLI::App* command = noun.add_subcommand(name, what);
  command->footer("\nExample:\n  " + example +
                  "\n\nExit codes: 0 done, 2 usage, 3 not found, 4 conflict, 5 bad input, 6 "
                  "refused,\n7 plugin, 8 key file, 9 database, 10 no space, 11 busy, 12 partly "
                  "done, 13 file,\n14 timeout, 20-36 the marketplace or module (20 + status), 130 "
                  "interrupted.\nchannel-host --help lists them all.");
  return command;
}

}  // namespace channel_host::cli
