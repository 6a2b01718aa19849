// Cuts the answer of a list call into one text per element without looking inside, so that an
// element that cannot be read stays alone.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/scalar.hpp"

namespace lazada::mapping {

struct PageElements {
  // As they stand in `readable`, and the same parts of the body.
  struct Element {
    std::string_view readable;
    std::string_view original;
  };
  std::vector<Element> elements;
  std::int64_t total = -1;  // -1: the answer does not say

  // simdjson refuses a whole text for one invalid byte in one buyer's name: then the elements are
  // told apart, and their heads read, in a copy whose bytes beyond plain ASCII are blanks.
  std::string copy;
};

// Where the list stands in the answer: data itself, or a member of it beside its count.
struct ListPlace {
  const char* call;        // for messages, "/orders/get"
  std::string_view list;   // "orders"; empty: data is the list
  std::string_view total;  // "countTotal"; empty: there is none
};

// The body must have 64 readable bytes behind its end; so have the views.  Throws
// chapi::module::Error (bad response) when the page cannot be cut.
PageElements cut_page(const std::string& body, const ListPlace& place);

using ReadElement =
    std::function<simdjson::error_code(simdjson::ondemand::document&, simdjson::ondemand::value)>;
struct WalkedList {
  std::int64_t total = -1;  // -1: the answer does not say
  bool found = false;       // the list is there, and an array
  Scalar code, request_id;  // of the envelope
};

// Goes once through an answer, with `element` called for each element of its list.  An error when
// the text is not one whole JSON object, or what `element` returned.  `text` must have 64 readable
// bytes behind its end.
simdjson::error_code walk_list(simdjson::ondemand::parser& parser, std::string_view text,
                               const ListPlace& place, const ReadElement& element, WalkedList& out);

// The text from `begin` to the end of the value that was just read.
simdjson::error_code text_since(simdjson::ondemand::document& document, const char* begin,
                                std::string_view& out);
// The text of an object, array or scalar.
simdjson::error_code raw_text(simdjson::ondemand::value value, std::string_view& out);

}  // namespace lazada::mapping
