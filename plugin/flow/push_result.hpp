// chapi.push-result/1.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "plugin/flow/shipment_book.hpp"

namespace lazada::flow {

class PushResult {
 public:
  // For what was asked for and is not in the book; item_id is empty for a whole order.
  void add_missing(const std::string& order_id, const std::string& item_id, const Outcome& outcome);

  // Takes over the wanted items, each of which must have its outcome, and their packages.
  void collect(ShipmentBook& book);

  std::string write(bool dry_run, std::int64_t calls) const;

  std::map<std::string, bool> labels;  // package id to whether its label can be printed

 private:
  std::vector<std::string> items_, packages_;  // JSON objects
};

}  // namespace lazada::flow
