# cmake -D LIBRARY=… -D PLATFORM=… -D PROJECT_VERSION=… -D OUTPUT_DIR=… -D TEMPLATES=…;… -P fill_in.cmake
get_filename_component(LIBRARY_FILE ${LIBRARY} NAME)
file(SIZE ${LIBRARY} LIBRARY_SIZE)
file(SHA256 ${LIBRARY} LIBRARY_SHA256)
foreach(template ${TEMPLATES})
  get_filename_component(name ${template} NAME_WLE)
  configure_file(${template} ${OUTPUT_DIR}/${name} @ONLY)
  file(TOUCH_NOCREATE ${OUTPUT_DIR}/${name})
endforeach()
