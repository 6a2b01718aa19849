// Carries out one step for many items: announced, at most 20 entries a call, looked at before
// anything is repeated.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "plugin/flow/effects.hpp"
#include "plugin/flow/fulfilment_calls.hpp"
#include "plugin/flow/shipment_book.hpp"

namespace lazada::flow {

// One entry of a request with the items that it moves: some of an order, or all of a package.
struct Parcel {
  std::string order_id;
  std::string package_id;  // empty: by items
  std::vector<ShipmentItem*> items;
};

// Whether an error concerns the whole call, so that going on is of no use.
bool ends_call(const open_platform::Error& error);

// On the host's thread only.
class ShipmentChanges {
 public:
  ShipmentChanges(open_platform::Client& client, const open_platform::Call& call,
                  ShipmentBook& book, Effects& effects, Goal goal)
      : client_(client), call_(call), book_(book), effects_(effects), goal_(goal) {}

  // Brings the items of any number of parcels through the step.  An item that stays behind gets
  // an outcome, unless its state has moved elsewhere.  Throws Error for what ends the call, after
  // everything that is known is recorded.
  void run(Step step, const std::vector<Parcel>& parcels, const Allocation& allocation = {});

 private:
  // Parcels of one request.
  struct Batch {
    Step step = Step::kPack;
    std::vector<Parcel> parcels;
    Allocation allocation;
    int attempt = 1;
  };
  // What became of one item of a request.
  struct Report {
    ShipmentItem* item = nullptr;
    EffectResult effect = EffectResult::kUnknown;
    bool doubtful = false;  // its state must be read before anything else is done
    std::optional<open_platform::Error> error;  // why it is not done
  };

  void send(const Batch& batch);
  std::vector<Report> read_answer(const Batch& batch, const FulfilmentAnswer& answer,
                                  const std::string& path);
  void look(Step step, std::vector<Report>& reports, std::optional<open_platform::Error>& fatal);
  void record(const std::string& intent_id, const std::vector<Report>& reports,
              const PlatformWords& words);
  void go_on(const Batch& batch, const std::vector<Report>& reports, bool whole_batch);
  static void settle(ShipmentItem& item, const open_platform::Error& error, bool waiting);
  void split_by_warehouse(const Batch& batch, const Parcel& parcel);
  void enqueue(const Batch& like, const std::vector<Parcel>& parcels, int attempt);

  open_platform::Client& client_;
  const open_platform::Call& call_;
  ShipmentBook& book_;
  Effects& effects_;
  const Goal goal_;
  std::deque<Batch> queue_;
};

}  // namespace lazada::flow
