#include "stores/browser.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include "failure.hpp"
#include "stores/store_name.hpp"

extern char** environ;

namespace channel_host {

void open_in_browser(const std::string& url) {
  check_store_url(url, "The storefront address");
  // Without a shell: an address is an argument and never a command.
  std::string program = "xdg-open";
  std::string address = url;
  char* arguments[] = {program.data(), address.data(), nullptr};
  pid_t child = 0;
  int status = 0;
  const bool opened =
      ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ) == 0 &&
      ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (!opened) {
    throw Failure(Exit::kFile,
                  "No browser could be opened (xdg-open). Open the address yourself: " + url);
  }
}

}  // namespace channel_host
