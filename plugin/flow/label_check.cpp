#include "plugin/flow/label_check.hpp"

#include <algorithm>
#include <optional>

#include "plugin/flow/fulfilment_calls.hpp"
#include "plugin/flow/shipment_changes.hpp"

namespace lazada::flow {
namespace {

using open_platform::Call;
using open_platform::Client;
using open_platform::Error;

constexpr std::int64_t kPauseMs = 5000;  // observed: a label may take 5 to 30 seconds

using Missing = std::unordered_map<std::string, Error>;

void ask(Client& client, const Call& call, const std::vector<std::string>& packages,
         Missing& missing) {
  if (packages.empty()) return;
  std::optional<Error> failure;
  try {
    const LabelAnswer answer = read_label_answer(client.send(label_request(packages, true), call));
    if (answer.success && (!answer.pdf_url.empty() || !answer.file.empty())) return;
    failure = label_error(answer);
  } catch (const Error& error) {
    if (ends_call(error)) throw;
    failure = error;
  }
  // One package without a label spoils the answer for all.
  if (packages.size() > 1 && !failure->platform_code.empty()) {
    const auto middle = packages.begin() + static_cast<std::ptrdiff_t>(packages.size() / 2);
    ask(client, call, {packages.begin(), middle}, missing);
    ask(client, call, {middle, packages.end()}, missing);
    return;
  }
  for (const std::string& id : packages) missing.insert_or_assign(id, *failure);
}

Missing ask_all(Client& client, const Call& call, const std::vector<std::string>& packages) {
  Missing missing;
  for (std::size_t from = 0; from < packages.size(); from += kEntriesPerCall) {
    const std::size_t to = std::min(packages.size(), from + kEntriesPerCall);
    ask(client, call,
        {packages.begin() + static_cast<std::ptrdiff_t>(from),
         packages.begin() + static_cast<std::ptrdiff_t>(to)},
        missing);
  }
  return missing;
}

}  // namespace

Missing missing_labels(Client& client, const Call& call, const std::vector<std::string>& packages) {
  const Missing first = ask_all(client, call, packages);
  if (first.empty()) return first;
  std::vector<std::string> again;
  for (const auto& [id, error] : first) again.push_back(id);
  std::sort(again.begin(), again.end());
  call.sleep_ms(kPauseMs);
  return ask_all(client, call, again);
}

}  // namespace lazada::flow
