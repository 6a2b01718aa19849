// Shipping labels and the links they lie behind.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/random.hpp"

namespace sandbox {

inline constexpr int64_t kDocumentLifeMs = 10 * 60 * 1000;

// One page of a label file.
struct Label {
  std::string package_id;
  std::string tracking_number;
  std::string carrier;
  std::string order_number;
  std::string sender;
  std::string destination;              // post code and country
  std::vector<std::string> item_lines;  // printed when the caller asks for the item list
};

// A PDF of 105 × 148 mm, one page a label.
std::string LabelPdf(const std::vector<Label>& labels);
// The same as an HTML page.
std::string LabelHtml(const std::vector<Label>& labels);

// Keeps label files for ten minutes. Any thread; times are milliseconds of the sandbox clock.
class DocumentShelf {
 public:
  explicit DocumentShelf(uint64_t seed) : random_(Mix(seed, 90210)) {}

  // Returns path and query of the link, to be put behind /<cc>.
  std::string Put(const std::vector<Label>& labels, int64_t now_ms);

  enum class Find { kFound, kExpired, kUnknown };
  // `name` is the last part of the path; fills `pdf` when found.
  Find Get(const std::string& name, const std::string& signature, int64_t now_ms,
           std::string& pdf) const;

 private:
  struct Kept {
    std::vector<Label> labels;
    std::string signature;
    int64_t end_ms = 0;
  };

  mutable std::mutex mutex_;
  Random random_;
  std::map<std::string, Kept> kept_;
};

}  // namespace sandbox
