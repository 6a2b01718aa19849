// Writes JSON text straight into a buffer; pages are too big for a document tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/settings.hpp"

namespace sandbox {

void AppendQuoted(std::string& out, std::string_view text);
void AppendNumber(std::string& out, int64_t value);

// Money in hundredths as text with two decimals; `thousands` puts commas in.
std::string MoneyText(int64_t hundredths, bool thousands);

// The members of one object, in the number forms of the chosen shape.
class Fields {
 public:
  // `variant` picks among the forms that real traffic shows for one number; `prints_cents` says
  // whether whole amounts may carry ".00".
  Fields(std::string& out, Shape shape, uint64_t variant, bool prints_cents)
      : out_(out), shape_(shape), variant_(variant), prints_cents_(prints_cents) {
    out_ += '{';
  }
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  void Text(std::string_view name, std::string_view value);
  // Money in hundredths: 0, 0.00, 14.40, 66000.00, 40, 0.6; text in the documentation's shape.
  void Money(std::string_view name, int64_t hundredths);
  // A number, or the same as text in the documentation's shape.
  void Number(std::string_view name, int64_t value);
  // false/true, or "false"/"true" in the documentation's shape.
  void Flag(std::string_view name, bool value);
  // 0/1, or "0"/"1" in the documentation's shape.
  void Bit(std::string_view name, bool value) { Number(name, value ? 1 : 0); }
  // Always a text: "True"/"False".
  void TitleFlag(std::string_view name, bool value) { Text(name, value ? "True" : "False"); }
  void SpacedTime(std::string_view name, int64_t epoch_s, int offset_minutes);
  void IsoTime(std::string_view name, int64_t epoch_s, int offset_minutes);
  // An absent text: mostly "", now and then "null" or a JSON null, as real traffic has all three;
  // always "null" in the documentation's shape.
  void Absent(std::string_view name, uint64_t seed);
  // `json` is written as it is.
  void Raw(std::string_view name, std::string_view json);
  // Writes the name; the caller appends the value.
  std::string& Open(std::string_view name);
  void Close() { out_ += '}'; }

  Shape shape() const { return shape_; }

 private:
  std::string& out_;
  Shape shape_;
  uint64_t variant_;
  bool prints_cents_;
  bool first_ = true;
};

}  // namespace sandbox
