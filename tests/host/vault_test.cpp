// Encryption at rest and the key file.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "failure.hpp"
#include "temporary_folder.hpp"
#include "vault/cipher.hpp"
#include "vault/key_file.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

TEST(Cipher, opens_what_it_sealed_and_never_seals_alike) {
  const Cipher cipher(std::string(32, 'k'));
  for (const std::string& text :
       {std::string(), std::string("secret"), std::string(100'000, 'x')}) {
    const std::string sealed = cipher.seal(text, "place");
    EXPECT_EQ(cipher.open(sealed, "place"), text);
    EXPECT_NE(sealed, cipher.seal(text, "place"));
  }
}

TEST(Cipher, every_changed_byte_another_place_and_another_key_are_noticed) {
  const Cipher cipher(std::string(32, 'k')), other(std::string(32, 'o'));
  const std::string sealed = cipher.seal("secret", "place");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_THROW(cipher.open(changed, "place"), Failure) << i;
    EXPECT_THROW(cipher.open(sealed.substr(0, i), "place"), Failure) << i;
  }
  EXPECT_THROW(cipher.open(sealed, "elsewhere"), Failure);
  EXPECT_THROW(other.open(sealed, "place"), Failure);
}

TEST(KeyFile, is_made_once_private_and_then_read) {
  const host_test::TemporaryFolder folder;
  const std::string key = read_key_file(folder / "key", true);
  EXPECT_EQ(key.size(), 32U);
  EXPECT_EQ(read_key_file(folder / "key", false), key);
  struct stat facts {};
  ASSERT_EQ(::stat((folder / "key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  EXPECT_THROW(read_key_file(folder / "none", false), Failure);
}

TEST(KeyFile, link_to_another_file_is_refused) {
  const host_test::TemporaryFolder folder;
  read_key_file(folder / "real", true);
  std::filesystem::create_symlink(folder / "real", folder / "key");
  EXPECT_THROW(read_key_file(folder / "key", true), Failure);
}

TEST(Sha256Text, known_answer) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace channel_host
