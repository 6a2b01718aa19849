// A module that was linked without one of its parts.
extern "C" int a_function_that_nobody_has();
extern "C" __attribute__((visibility("default"))) const void* chapi_module_v1(unsigned) {
  return a_function_that_nobody_has() != 0 ? nullptr : "";
}
