// Documents of orders as they lie in the database.
#include "orders/document_packing.hpp"

#include <gmock/gmock.h>

#include "failure.hpp"

namespace channel_host {
namespace {

std::string document_of(int items) {
  std::string text = R"({"schema":"chapi.order/1","order_id":"1","items":[)";
  for (int i = 0; i < items; ++i) {
    text += (i == 0 ? "" : ",") + std::string(R"({"item_id":")") + std::to_string(i * 7919) +
            R"(","sku":"ร้าน","status":"pending","price":"0.00"})";
  }
  return text + "]}";
}

TEST(DocumentPacking, gives_back_the_same_bytes_and_takes_less_room) {
  DocumentPacker packer;
  for (const int items : {0, 1, 3, 5000}) {
    const std::string document = document_of(items);
    const std::string packed = packer.pack(document);
    EXPECT_LT(packed.size(), document.size() * 3 / 4) << items;
    EXPECT_EQ(unpack_document(packed), document) << items;
    EXPECT_EQ(packer.pack(document), packed) << "nothing stays from the document before";
  }
}

TEST(DocumentPacking, text_that_does_not_compress_survives) {
  DocumentPacker packer;
  std::string noise = "{";
  std::uint32_t state = 1;
  for (int i = 0; i < 5000; ++i) {
    state = state * 1664525 + 1013904223;
    noise += static_cast<char>(state >> 24);
  }
  EXPECT_EQ(unpack_document(packer.pack(noise)), noise);
}

TEST(DocumentPacking, document_of_an_earlier_program_is_read_as_it_is) {
  EXPECT_EQ(unpack_document(R"({"order_id":"1"})"), R"({"order_id":"1"})");
  EXPECT_EQ(unpack_document(""), "");
}

// Documents that were packed with this dictionary lie in databases.
TEST(DocumentPacking, dictionary_has_not_changed) {
  using namespace std::string_literals;
  const std::string stored =
      "\x1\xC4\0\0\0\xF\xC7\x5\b\a\x9D\x5\x1F"
      "1,\x2\x4\x1"
      "a\x1\xFF\x3"
      "ku\":\"\xE0\xB8\xA3\xE0\xB9\x89\xE0\xB8\xB2\xE0\xB8\x99\"\xBD\x1\x2\t\xA6\x1\n\x85\0O7919J\0#P0\"}]}"s;
  EXPECT_EQ(unpack_document(stored), document_of(2));
}

TEST(DocumentPacking, damaged_or_newer_document_is_an_error_and_no_crash) {
  const std::string packed = DocumentPacker().pack(document_of(20));
  for (std::size_t size = 1; size < packed.size(); ++size) {
    EXPECT_THROW(unpack_document(packed.substr(0, size)), Failure) << size;
  }
  EXPECT_THROW(unpack_document('\2' + packed.substr(1)), Failure);
  std::string longer = packed;
  longer[3] = '\x7f';
  EXPECT_THROW(unpack_document(longer), Failure) << "another length than it has";
  for (std::size_t at = 5; at < packed.size(); ++at) {
    std::string changed = packed;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    try {
      EXPECT_EQ(unpack_document(changed).size(), document_of(20).size()) << at;
    } catch (const Failure&) {  // either is well: the seal has told real damage before
    }
  }
}

}  // namespace
}  // namespace channel_host
