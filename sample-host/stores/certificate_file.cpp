#include "stores/certificate_file.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "bounded_file.hpp"
#include "failure.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kMostMib = 8;  // the system's bundle has a quarter of one

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
  throw Failure(Exit::kInvalidInput,
                "The CA file " + file.string() + " " + why +
                    ". Give a PEM file of certificates (-----BEGIN CERTIFICATE-----) with "
                    "channel-host app set --ca-file.");
}

}  // namespace

void check_certificate_file(const std::filesystem::path& file) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown)) {
    throw Failure(Exit::kFile, "The CA file " + file.string() +
                                   " does not exist, or is no plain file. Put it there, or name "
                                   "another one with channel-host app set --ca-file.");
  }
  const std::string text =
      read_bounded_file(file, kMostMib, "It is no list of certificate authorities.");
  const std::unique_ptr<BIO, decltype(&::BIO_free)> in(
      ::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &::BIO_free);
  ::ERR_clear_error();
  std::size_t count = 0;
  for (;; ++count) {
    const std::unique_ptr<X509, decltype(&::X509_free)> certificate(
        ::PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &::X509_free);
    if (!certificate) break;
  }
  const bool at_end = ERR_GET_REASON(::ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ::ERR_clear_error();
  if (!at_end) {
    refuse(file, "is damaged: its certificate " + std::to_string(count + 1) + " cannot be read");
  }
  if (count == 0) refuse(file, "holds no certificate");
}

}  // namespace channel_host
