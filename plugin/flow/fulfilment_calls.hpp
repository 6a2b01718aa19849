// Lazada's fulfilment calls: JSON in one form field, and an answer with an outcome per entry.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugin/flow/shipment_step.hpp"
#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// Lazada: at most 20 orders or packages in one fulfilment call.
inline constexpr std::size_t kEntriesPerCall = 20;

// One entry of a request: some items of one order, or a package.
struct FulfilmentEntry {
  std::string order_id;
  std::vector<std::string> item_ids;
  std::string package_id;  // empty: the entry goes by its items
};

// Who allots the carrier.
struct Allocation {
  std::string type = "TFS";   // local stores; "NTFS" for cross-border ones
  std::string provider_code;  // only with NTFS, and needed there

  auto operator<=>(const Allocation&) const = default;
};

// What Lazada says of one item or of one package.
struct EntryAnswer {
  std::string order_id, item_id;  // empty where the call goes by packages
  std::string package_id, tracking_number, carrier;
  std::string code;  // item_err_code; "0": done
  std::string message;
  std::optional<bool> retry;  // Lazada's own flag
};

struct FulfilmentAnswer {
  bool success = false;       // false: the whole batch failed
  std::string code, message;  // of the whole batch
  std::string request_id;
  std::vector<EntryAnswer> entries;
};

// The request of a step that changes something: pack, ready to ship, delivered, delivery failed
// or digital delivered.  `allocation` is for pack only.
open_platform::Request change_request(Step step, const std::vector<FulfilmentEntry>& entries,
                                      const Allocation& allocation);

// This and the readers below take what came with code "0", and throw Error (bad_response) for
// anything that is no such answer.
FulfilmentAnswer read_change_answer(const open_platform::Response& response);

// An error code that stands inside such an answer, with what it means and what to do.
open_platform::Error judge_code(const std::string& path, const std::string& code,
                                const std::string& message, const std::string& request_id);

struct Provider {
  std::string name, code;
};

struct ProvidersAnswer {
  bool success = false;
  std::string code, message;
  std::string request_id;
  std::string allocation_type;
  bool platform_chooses = false;  // platform_default
  std::vector<Provider> providers;
};

// Which carriers may take these items.
open_platform::Request providers_request(const FulfilmentEntry& entry);
ProvidersAnswer read_providers_answer(const open_platform::Response& response);

struct LabelAnswer {
  bool success = false;
  std::string code, message;
  std::string request_id;
  std::string file;     // base64 of HTML, also where a PDF was asked for
  std::string pdf_url;  // dies after 10 minutes
};

open_platform::Request label_request(const std::vector<std::string>& packages, bool pdf);
LabelAnswer read_label_answer(const open_platform::Response& response);
// Why an answer carries no label.
open_platform::Error label_error(const LabelAnswer& answer);

}  // namespace lazada::flow
