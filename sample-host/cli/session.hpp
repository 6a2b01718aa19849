// What every command of one run shares: global options, the data folder, and its output.
#ifndef SAMPLE_HOST_CLI_SESSION_HPP_
#define SAMPLE_HOST_CLI_SESSION_HPP_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "failure.hpp"
#include "installation.hpp"
#include "ports/system_clock.hpp"

namespace channel_host::cli {

// stdout carries the result and nothing else; notes, progress and questions go to stderr.
class Session {
 public:
  Session();

  // Global options.
  std::string folder;
  std::string tenant = "default";
  std::string database;
  bool json = false;
  std::string actor;  // who is named in the timeline of what is changed

  // Set by the command that was named; returns the exit code.
  std::function<Exit()> action;

  // Opens the data folder when a command first needs it.
  Installation& installation();

  bool terminal_out() const { return terminal_out_; }
  bool terminal_err() const { return terminal_err_; }
  bool may_ask() const;  // a person sits at the terminal

  void note(const std::string& text) const;                       // stderr
  void warn(const std::string& text) const;                       // stderr, marked
  void print(const std::string& text) const;                      // stdout, made visible
  void print_json(const nlohmann::ordered_json& document) const;  // stdout, one line
  void flush() const;        // stdout, so that a reader sees each document at once
  bool reader_gone() const;  // nobody takes more of stdout; a listing may end
  // Tells on stderr when calls go to a sandbox; part of every listing.
  void note_sandbox();

 private:
  SystemClock clock_;
  bool terminal_out_;
  bool terminal_err_;
  bool colour_err_;
  std::unique_ptr<Installation> installation_;
};

// Columns that a value takes at most where a person reads it; --json has all of it.
constexpr int kValueColumns = 80;
constexpr int kSentenceColumns = 400;

// Text columns, aligned by display width.  One long value would push all lines apart: it is cut.
class Table {
 public:
  // `sentences` names the columns whose cells say what to do, or are to be copied: cut later.
  explicit Table(std::vector<std::string> head, std::set<std::string> sentences = {})
      : sentences_(std::move(sentences)) {
    rows_.push_back(std::move(head));
  }
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.size() == 1; }
  void print() const;

 private:
  std::set<std::string> sentences_;
  std::vector<std::vector<std::string>> rows_;
};

// For a person: "2026-01-31T08:00:00Z", without milliseconds, or "-".
std::string time_text(std::optional<std::int64_t> unix_ms);
// For a person: the value of a document's member; times are those whose names end in "_at".
std::string member_text(std::string_view name, const nlohmann::ordered_json& value);

// A word that only stands before commands, with an example of one of them.
CLI::App* add_noun(CLI::App& parent, const std::string& name, const std::string& what,
                   const std::string& example);

// A command with its example; the exit codes stand below every --help.
CLI::App* add_command(CLI::App& noun, const std::string& name, const std::string& what,
                      const std::string& example);

// "2026-01-31" or "2026-01-31T08:00:00+07:00" as given to `option`; throws Failure.
std::int64_t time_argument(const std::string& option, const std::string& text);

// The flag that SIGINT and SIGTERM set.
std::atomic<bool>& interrupted();

void add_plugin_commands(CLI::App& app, Session& session);
void add_app_commands(CLI::App& app, Session& session);
void add_store_commands(CLI::App& app, Session& session);
void add_order_commands(CLI::App& app, Session& session);
void add_sku_commands(CLI::App& app, Session& session);
void add_shipment_commands(CLI::App& app, Session& session);
void add_task_commands(CLI::App& app, Session& session);
void add_run_command(CLI::App& app, Session& session);

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_SESSION_HPP_
