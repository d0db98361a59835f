# What every target of the house shares.
add_library(crewcheck_options INTERFACE)
target_compile_options(crewcheck_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Wstrict-prototypes -Wmissing-prototypes
  $<$<BOOL:${CREWCHECK_WERROR}>:-Werror>)
target_compile_definitions(crewcheck_options INTERFACE _GNU_SOURCE)
if(CREWCHECK_SANITIZE)
  target_compile_options(crewcheck_options INTERFACE
    -fsanitize=${CREWCHECK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g)
  target_link_options(crewcheck_options INTERFACE -fsanitize=${CREWCHECK_SANITIZE})
endif()
if(CREWCHECK_FUZZ)
  # The macro is the usual word for it: bounds on work are lower, so that the fuzzer does not wait for them.
  target_compile_options(crewcheck_options INTERFACE -fsanitize=fuzzer-no-link -O1)
  target_compile_definitions(crewcheck_options INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
endif()

# crewcheck_library(NAME SOURCES file… [USES target…] [PRIVATE target…])
#
# One folder of the house. Its headers are reached as "NAME/header.h", through a folder that holds a
# link to this one alone: what a target does not link, it cannot include. USES are the folders whose
# types stand in NAME's headers; PRIVATE ones its sources alone see.
function(crewcheck_library NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  set(view ${CMAKE_BINARY_DIR}/include/${NAME})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${view}/${NAME} SYMBOLIC)
  add_library(${NAME} STATIC ${ARG_SOURCES})
  set_target_properties(${NAME} PROPERTIES OUTPUT_NAME crewcheck_${NAME})
  target_include_directories(${NAME} PUBLIC ${view})
  target_link_libraries(${NAME} PUBLIC ${ARG_USES} PRIVATE ${ARG_PRIVATE} crewcheck_options)
endfunction()
