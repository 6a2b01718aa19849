// Imports mapping rules from a CSV file: first a preview, then the same thing for real.
#ifndef SAMPLE_HOST_MAPPING_RULE_IMPORT_HPP_
#define SAMPLE_HOST_MAPPING_RULE_IMPORT_HPP_

#include <filesystem>
#include <string>
#include <vector>

#include "mapping/rule_file.hpp"
#include "mapping/rule_store.hpp"

namespace channel_host {

struct ImportOptions {
  // Rules go that belong to a platform and store which the file names, and that it does not hold.
  bool replace = false;
  // Applies the right lines although others are refused.  Not together with `replace`: a refused
  // line would remove the rule it stands for.
  bool skip_refused = false;
};

struct RulePreview {
  std::vector<LineError> refused;
  RuleChanges changes;
  // Names what the changes are and against which revision they were found, for apply_import.
  std::string token;
};

// Changes nothing.  Throws Failure: kFile, kInvalidInput, kUsage.
RulePreview preview_import(Installation& installation, const std::filesystem::path& file,
                           const ImportOptions& options);

struct ImportOutcome {
  RulePreview preview;
  bool applied = false;  // false: lines are refused, and nothing was changed
  RuleEffect effect;
};

// Finds the changes anew and stores them in one transaction.  expected: the token of a preview, or
// empty; when the changes are others now, throws Failure (kConflict) telling what has been changed
// since, and nothing is stored.
ImportOutcome apply_import(Installation& installation, const std::filesystem::path& file,
                           const ImportOptions& options, const std::string& expected);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_RULE_IMPORT_HPP_
