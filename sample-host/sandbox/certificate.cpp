#include "sandbox/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace sandbox {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using X509Ptr = std::unique_ptr<X509, void (*)(X509*)>;

void Require(bool ok, const char* what) {
  if (ok) return;
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  throw std::runtime_error(std::string(what) + ": " + text);
}

Key NewKey() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  Require(key != nullptr, "cannot make a key");
  return key;
}

void Extend(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value), X509_EXTENSION_free);
  Require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
          "cannot add an extension");
}

X509Ptr NewCertificate(EVP_PKEY* key, const char* name, long serial) {
  X509Ptr certificate(X509_new(), X509_free);
  Require(certificate != nullptr, "cannot make a certificate");
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86400L);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365L * 86400L);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

std::string Pem(X509* certificate) {
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  Require(PEM_write_bio_X509(out.get(), certificate) == 1, "cannot write a certificate");
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<size_t>(size)};
}

}  // namespace

Certificate::Certificate() {
  const Key authority_key = NewKey();
  const X509Ptr authority = NewCertificate(authority_key.get(), "lazada-sandbox authority", 1);
  X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
  Extend(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
  Extend(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  Extend(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
  Require(X509_sign(authority.get(), authority_key.get(), EVP_sha256()) > 0, "cannot sign");

  const Key server_key = NewKey();
  const X509Ptr server = NewCertificate(server_key.get(), "lazada-sandbox", 2);
  X509_set_issuer_name(server.get(), X509_get_subject_name(authority.get()));
  Extend(server.get(), authority.get(), NID_basic_constraints, "CA:FALSE");
  Extend(server.get(), authority.get(), NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  Extend(server.get(), authority.get(), NID_ext_key_usage, "serverAuth");
  Extend(server.get(), authority.get(), NID_authority_key_identifier, "keyid");
  Require(X509_sign(server.get(), authority_key.get(), EVP_sha256()) > 0, "cannot sign");

  authority_pem_ = Pem(authority.get());
  context_ = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, "", "", "",
                                    Poco::Net::Context::VERIFY_NONE);
  context_->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
  SSL_CTX* native = context_->sslContext();
  Require(SSL_CTX_use_certificate(native, server.get()) == 1, "cannot use the certificate");
  Require(SSL_CTX_add1_chain_cert(native, authority.get()) == 1, "cannot add the authority");
  Require(SSL_CTX_use_PrivateKey(native, server_key.get()) == 1, "cannot use the key");
}

}  // namespace sandbox
