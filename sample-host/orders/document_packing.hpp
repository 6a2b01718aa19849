// How an order's document lies in the database: compressed before it is sealed, to about a fifth.
// Documents of one kind repeat the same member names; LZ4 knows them from a dictionary.
#ifndef SAMPLE_HOST_ORDERS_DOCUMENT_PACKING_HPP_
#define SAMPLE_HOST_ORDERS_DOCUMENT_PACKING_HPP_

#include <memory>
#include <string>
#include <string_view>

namespace channel_host {

// One thread at a time.
class DocumentPacker {
 public:
  DocumentPacker();
  ~DocumentPacker();

  // Of the text of a JSON object.
  std::string pack(std::string_view document);

 private:
  struct Streams;
  std::unique_ptr<Streams> streams_;
};

// Any thread.  Also of texts that were stored before there was packing.  Throws Failure (kDatabase)
// for what no program of today packs.
std::string unpack_document(std::string packed);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_DOCUMENT_PACKING_HPP_
