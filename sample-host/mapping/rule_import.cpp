#include "mapping/rule_import.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "failure.hpp"
#include "plugins/plugin_registry.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kMostTold = 20;

RuleFile read_file(Installation& installation, const std::filesystem::path& file,
                   const ImportOptions& options) {
  if (options.replace && options.skip_refused) {
    throw Failure(Exit::kUsage,
                  "--replace and --skip-refused do not go together: a refused line would remove "
                  "the rule it stands for. Correct the lines, or leave one of the options out.");
  }
  db::Database& database = installation.database();
  const auto stores = StoreTable(database, installation.tenant()).list();
  std::set<std::string> platforms;
  for (const EnabledAdapter& adapter : list_adapters(database)) platforms.insert(adapter.platform);
  for (const Store& store : stores) platforms.insert(store.platform);
  const auto check = [&](const std::string& platform, const std::string& store) -> std::string {
    if (!platforms.contains(platform)) return "there is no platform " + platform;
    if (store.empty()) return {};
    const auto found = std::find_if(stores.begin(), stores.end(),
                                    [&](const Store& one) { return one.id == store; });
    if (found == stores.end()) return "there is no store " + store;
    if (found->platform != platform) {
      return "the store " + store + " belongs to " + found->platform;
    }
    return {};
  };
  return read_rule_file(read_text_file(file), check);
}

RulePreview find_changes(SkuRuleTable& table, const RuleFile& file, const ImportOptions& options) {
  std::set<std::string> platforms, stores;
  for (const SkuRule& rule : file.rules) {
    platforms.insert(rule.platform);
    stores.insert(rule.store);
  }
  RulePreview preview;
  const std::int64_t revision = table.revision();  // first: what comes later counts as changed
  preview.refused = file.refused;
  preview.changes = plan_changes(table.of_places(platforms, stores), file.rules, options.replace);
  preview.token = std::to_string(revision) + "-" + digest_of(preview.changes);
  return preview;
}

// Of the changes, those of rules that the file speaks about.
std::vector<RuleChange> concerning(const RuleFile& file, const ImportOptions& options,
                                   std::vector<RuleChange> changes) {
  std::set<RuleSubject> subjects;
  std::set<std::pair<std::string_view, std::string_view>> places;
  for (const SkuRule& rule : file.rules) {
    subjects.insert(subject_of(rule));
    places.emplace(rule.platform, rule.store);
  }
  std::erase_if(changes, [&](const RuleChange& change) {
    return !subjects.contains(subject_of(change.rule)) &&
           !(options.replace && places.contains({change.rule.platform, change.rule.store}));
  });
  return changes;
}

std::string_view digest_in(std::string_view token) {
  return token.substr(std::min(token.find('-'), token.size() - 1) + 1);
}

std::int64_t revision_in(const std::string& token) {
  std::int64_t revision = -1;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), revision);
  if (error != std::errc() || *end != '-') {
    throw Failure(Exit::kInvalidInput, "--expect is no token of a preview: " + token +
                                           " (sku import FILE.csv prints it)");
  }
  return revision;
}

// Throws when the changes are no longer those of the preview that the token stands for.
void check_expected(SkuRuleTable& table, const RuleFile& file, const ImportOptions& options,
                    const RulePreview& now, const std::string& expected) {
  const std::int64_t revision = revision_in(expected);
  if (digest_in(expected) == digest_in(now.token)) return;
  const std::vector<RuleChange> since = concerning(file, options, table.changes_after(revision));
  if (since.empty()) {
    throw Failure(Exit::kConflict,
                  "The file or the options are not those of the preview. Nothing was imported; "
                  "look at the preview again.");
  }
  std::vector<std::string> told;
  for (std::size_t i = 0; i < since.size() && i < kMostTold; ++i) {
    told.push_back(sentence_of(since[i]));
  }
  if (since.size() > kMostTold) {
    told.push_back("… and " + std::to_string(since.size() - kMostTold) + " more");
  }
  throw Failure(Exit::kConflict,
                "The rules were changed since the preview, and the import would no longer do what "
                "it showed. Nothing was imported; look at the preview again. Since then:",
                told);
}

}  // namespace

RulePreview preview_import(Installation& installation, const std::filesystem::path& file,
                           const ImportOptions& options) {
  SkuRuleTable table(installation.database(), installation.tenant());
  return find_changes(table, read_file(installation, file, options), options);
}

ImportOutcome apply_import(Installation& installation, const std::filesystem::path& file,
                           const ImportOptions& options, const std::string& expected) {
  const RuleFile read = read_file(installation, file, options);
  ImportOutcome outcome;
  SkuRuleTable table(installation.database(), installation.tenant());
  {
    db::Transaction transaction(installation.database());
    outcome.preview = find_changes(table, read, options);
    if (!expected.empty()) check_expected(table, read, options, outcome.preview, expected);
    if (!outcome.preview.refused.empty() && !options.skip_refused) return outcome;
    if (!outcome.preview.changes.none()) store_changes(installation, outcome.preview.changes);
    transaction.commit();
  }
  outcome.applied = true;
  outcome.effect = map_due_orders(installation);
  return outcome;
}

}  // namespace channel_host
