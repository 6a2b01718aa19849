#include "sandbox/signature.hpp"

#include <gtest/gtest.h>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using sandbox::Parameters;
using sandbox::Sign;
using sandbox::SignatureMatches;

struct Vector {
  const char* name;
  const char* secret;
  const char* path;
  Parameters parameters;
  const char* signature;
};

void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.name; }

class SignatureVector : public testing::TestWithParam<Vector> {};

TEST_P(SignatureVector, IsReproduced) {
  const Vector& vector = GetParam();
  EXPECT_EQ(Sign(vector.secret, vector.path, vector.parameters), vector.signature);
}

// V1, V2, V4: published by the platform and by client libraries. The others: Python's hmac.
INSTANTIATE_TEST_SUITE_P(
    All, SignatureVector,
    testing::Values(Vector{"V1",
                           "helloworld",
                           "/order/get",
                           {{"access_token", "test"},
                            {"app_key", "123456"},
                            {"order_id", "1234"},
                            {"sign_method", "sha256"},
                            {"timestamp", "1517820392000"}},
                           "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A"},
                    Vector{"V2",
                           "1234",
                           "/test/api",
                           {{"foo", "1"}, {"bar", "2"}, {"foo_bar", "3"}, {"foobar", "4"}},
                           "988085883BF9D32D251478D23122C7ECC91518CDF63BA22F792000A378F52409"},
                    Vector{"V4",
                           "secret",
                           "/test/api",
                           {{"foo", "1"}, {"bar", "2"}, {"foo_bar", "3"}, {"foobar", "4"}},
                           "C9E42CE09BA9FE95ECCB17111AA4E3F41D1C82F000435219C75936A427D9C945"},
                    Vector{"UpperCaseNamesSortFirst",
                           "k",
                           "/p",
                           {{"b", "1"}, {"A", "2"}, {"sign", "left out"}},
                           "8F4AEFB8E3661EC24F91D61B189F52753C17471BD12B90EBF05F0CD747587096"},
                    Vector{"Utf8ValuesStayRaw",
                           "k",
                           "/p",
                           {{"n", "เลข+1 %"}},
                           "AD63B1D556CF03E2B647638EF46AB299A744D1D40ADDBC2F217BD18E2A780081"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Signature, EmptyValuesMayBeSignedOrLeftOut) {
  const Parameters with = {{"a", "1"}, {"b", ""}};
  EXPECT_TRUE(SignatureMatches("k", "/p", with, Sign("k", "/p", with)));
  EXPECT_TRUE(SignatureMatches("k", "/p", with, Sign("k", "/p", {{"a", "1"}})));
  const Parameters named = {{"a", "1"}, {"bb", ""}};
  EXPECT_FALSE(SignatureMatches("k", "/p", named, Sign("k", "/p", {{"a", "2"}})));
}

TEST(Signature, LowerCaseHexIsRefused) {
  const Parameters parameters = {{"a", "1"}};
  std::string sign = Sign("k", "/p", parameters);
  for (char& c : sign) c = static_cast<char>(std::tolower(c));
  EXPECT_FALSE(SignatureMatches("k", "/p", parameters, sign));
}

TEST(Signature, CoversQueryAndFormTogether) {
  Client client;
  client.SignIn("owner.sg@sandbox.example");
  Parameters all = client.Signed("/order/get", {{"order_id", "1"}});
  const Parameters form = {{"order_id", all["order_id"]}};
  all.erase("order_id");
  const auto answer = client
                          .Send("POST", "/sg/rest/order/get?" + FormText(all),
                                "application/x-www-form-urlencoded", FormText(form))
                          .json();
  EXPECT_EQ(answer["code"], "16") << "the call was not let in: " << answer;
}

TEST(Signature, DoesNotCoverAJsonBody) {
  Client client;
  client.SignIn("owner.sg@sandbox.example");
  const auto answer = client
                          .Send("POST", client.Target("/sg/rest", "/seller/get", {}),
                                "application/json", R"({"anything":"else"})")
                          .json();
  EXPECT_EQ(answer["code"], "0") << answer;
}

}  // namespace
}  // namespace sandbox_tests
