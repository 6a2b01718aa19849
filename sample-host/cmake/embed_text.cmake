# embed_text(function out.cpp files…) writes the files as C++ raw strings behind
# channel_host::<function>(), declared in embedded_text.hpp.
function(embed_text FUNCTION out)
  set(ENTRIES "")
  foreach(file ${ARGN})
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(APPEND ENTRIES "      {\"${name}\", R\"embedded(${text})embedded\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  configure_file(${CMAKE_CURRENT_SOURCE_DIR}/cmake/embedded.cpp.in ${out} @ONLY)
endfunction()
