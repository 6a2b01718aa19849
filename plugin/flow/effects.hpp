// Announces every change of the marketplace to the host and records how it came out.
#pragma once

#include <chapi/module.hpp>
#include <string>
#include <vector>

#include "plugin/flow/push_request.hpp"
#include "plugin/flow/shipment_step.hpp"

namespace lazada::flow {

enum class EffectResult { kDone, kNone, kUnknown };

// What is known of one item of an intent.
struct ItemEffect {
  std::string order_id, item_id;
  EffectResult result = EffectResult::kUnknown;
  std::string package_id, tracking_number, carrier;
  std::string platform_code, message;
};

// What Lazada said of the request as a whole; empty where it said nothing.
struct PlatformWords {
  std::string code, request_id, message;
};

// On the host's thread only.
class Effects {
 public:
  Effects(const chapi::module::EffectSink& sink, const chapi::module::Call& call,
          int utc_offset_minutes)
      : sink_(sink), call_(call), utc_offset_minutes_(utc_offset_minutes) {}

  // Returns the intent's id once the host keeps it durably; throws Error (host_failed) otherwise,
  // and then the change must not be requested.
  std::string intend(Step step, const std::string& path, const std::vector<OrderItemIds>& orders,
                     const std::vector<std::string>& packages);

  // One item of unknown effect leaves the intent open.  Throws Error (host_failed).
  void record(const std::string& intent_id, const std::vector<ItemEffect>& items,
              const PlatformWords& words);

  // CHAPI_EFFECT_* of everything recorded so far.
  int summary() const;

 private:
  std::string now() const;

  const chapi::module::EffectSink& sink_;
  const chapi::module::Call& call_;
  int utc_offset_minutes_;
  bool changed_ = false;
  bool unknown_ = false;
};

}  // namespace lazada::flow
