// "Platform ship": brings orders at the marketplace to ready to ship, with every change announced
// before and recorded afterwards.  (Marking an order as shipped in the host alone is another act.)
#ifndef SAMPLE_HOST_FULFILMENT_SHIPMENT_PUSH_HPP_
#define SAMPLE_HOST_FULFILMENT_SHIPMENT_PUSH_HPP_

#include <string>
#include <vector>

#include "channels/store_channel.hpp"
#include "fulfilment/shipment_table.hpp"
#include "installation.hpp"

namespace channel_host {

struct PushOptions {
  std::vector<std::string> orders;  // empty: all that are ready
  std::string goal = "ready_to_ship";
  std::string provider;  // carrier code for items whose seller must choose one; empty: none
  bool dry_run = false;
  bool ignore_mapping = false;  // ship named orders although a line is unmapped
  std::string actor;            // who stands in the orders' timelines
};

struct PushReport {
  std::vector<ItemOutcome> items;
  std::vector<Package> packages;
  std::int64_t calls = 0;
  std::int64_t orders = 0;
};

// Without names only orders are chosen that pass the review and that the marketplace leads; of
// named ones those are refused that are unmapped (unless ignore_mapping), frozen, void or marked as
// shipped.  The changes that an interrupted push left open are looked up in any case; that ships
// nothing.  Throws Failure or chapi::host::Failure; `report` is filled as far as the push came.
void push_shipments(Installation& installation, const std::string& store,
                    const PushOptions& options, const Progress& progress, PushReport& report);

}  // namespace channel_host

#endif  // SAMPLE_HOST_FULFILMENT_SHIPMENT_PUSH_HPP_
