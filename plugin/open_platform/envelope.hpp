// The outer object of every answer: {"code":"0", ...}.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace lazada::open_platform {

struct Envelope {
  std::string code;                 // "0": done.  Empty: there was none
  std::string type;                 // ISV, ISP or SYSTEM; only when code is not "0"
  std::string message;              // Lazada's words; only when code is not "0"
  std::vector<std::string> detail;  // of codes 500 and 501: one text per complaint
  std::string request_id;

  bool ok() const { return code == "0"; }
};

// Keeps parsers, which are big, between uses.  Any thread.
class EnvelopeReader {
 public:
  EnvelopeReader();
  ~EnvelopeReader();
  EnvelopeReader(const EnvelopeReader&) = delete;
  EnvelopeReader& operator=(const EnvelopeReader&) = delete;

  // The body's capacity must be at least its size + 64.  False when the body is not one complete
  // JSON object; then `out` is not touched.
  bool read(const std::string& body, Envelope& out) const;

 private:
  struct Parsers;
  std::unique_ptr<Parsers> parsers_;
};

}  // namespace lazada::open_platform
