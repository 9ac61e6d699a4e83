# Three helpers; no globs. A folder's CMakeLists.txt is a list of nouns.
include_guard()
include(GoogleTest)

# The everyday build and clang hold to every warning. Sanitizers and optimisers make g++ see more
# than there is, and nobody who only installs should stop at that.
option(YIZHAN_WERROR "Warnings are errors" OFF)
add_library(yizhan_warnings INTERFACE)
target_compile_options(yizhan_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual $<$<BOOL:${YIZHAN_WERROR}>:-Werror>
  # g++ 12 sees ghosts in std::string (GCC bugs 105329, 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread>)

# What a source spends on headers and templates is paid once for up to eight sources of a target
# that do not clash (tools/source_groups.py). OFF when one source is edited and built often.
option(YIZHAN_TOGETHER "Build several sources of a target as one" ON)
if(YIZHAN_TOGETHER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # It takes a source that is read together with others for a header.
  target_compile_options(yizhan_warnings INTERFACE -Wno-subobject-linkage)
endif()

# Under a sanitizer a test's own code is not optimised: that would take longer than running it.
# Nor is it checked for its addresses: what it calls is. A thread's every step must be seen, though.
# And a process is slow to start, so there is one for a test binary, not one for a test.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=(address|thread)")
  set(YIZHAN_TEST_OPTIONS -O0)
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=address")
    list(APPEND YIZHAN_TEST_OPTIONS -fno-sanitize=address,undefined)
  endif()
  set(YIZHAN_TEST_WHOLE ON)
endif()

add_compile_options(-pthread)  # gRPC and GoogleTest ask for it; one set of flags for all.

# Linking two hundred programs takes this one a fifth of the time.
find_program(YIZHAN_LLD ld.lld)
if(YIZHAN_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# The headers that everybody includes are compiled once (cmake/precompiled): library, test, and
# both with gRPC. A list of nouns says GRPC when its sources see gRPC's headers.
option(YIZHAN_PRECOMPILED "Read common headers once for a build" ON)
function(yizhan_precompiled name)
  add_library(yizhan_precompiled_${name} OBJECT cmake/precompiled/home.cc)
  if(name MATCHES "test")
    target_compile_options(yizhan_precompiled_${name} PRIVATE ${YIZHAN_TEST_OPTIONS})
  endif()
  target_include_directories(yizhan_precompiled_${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(yizhan_precompiled_${name} PRIVATE ${ARGN} yizhan_warnings)
  target_precompile_headers(yizhan_precompiled_${name} PRIVATE
                            ${PROJECT_SOURCE_DIR}/cmake/precompiled/${name}.h)
endfunction()
if(YIZHAN_PRECOMPILED)
  set(tested GTest::gmock GTest::gtest)
  yizhan_precompiled(library yizhan_proto absl::statusor)
  yizhan_precompiled(test yizhan_proto absl::statusor ${tested})
  if(NOT YIZHAN_CORE_ONLY)
    yizhan_precompiled(grpc yizhan_grpc absl::statusor)
    yizhan_precompiled(grpc_test yizhan_grpc absl::statusor ${tested})
  endif()
endif()

function(yizhan_use_precompiled target name grpc)
  if(grpc)
    string(REPLACE library grpc name ${name})
    string(REPLACE test grpc_test name ${name})
  endif()
  if(YIZHAN_PRECOMPILED)
    target_link_libraries(${target} PRIVATE yizhan_proto)
    target_precompile_headers(${target} REUSE_FROM yizhan_precompiled_${name})
  endif()
endfunction()

# Programs, and the tests that the asan preset does not run: what tools/test builds in `dev`.
add_custom_target(yizhan_outer)

function(yizhan_together target)
  set(line ${target})
  foreach(source IN LISTS ARGN)
    get_filename_component(path ${source} ABSOLUTE)
    string(APPEND line "\t${path}")
  endforeach()
  set_property(GLOBAL APPEND_STRING PROPERTY yizhan_targets "${line}\n")
endfunction()

# Last, when every target is known.
function(yizhan_group_sources)
  if(NOT YIZHAN_TOGETHER)
    return()
  endif()
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  get_property(targets GLOBAL PROPERTY yizhan_targets)
  file(WRITE ${CMAKE_BINARY_DIR}/targets.txt "${targets}")
  set(groups ${CMAKE_BINARY_DIR}/source_groups.cmake)
  execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/source_groups.py cmake
                          ${groups}
                  INPUT_FILE ${CMAKE_BINARY_DIR}/targets.txt COMMAND_ERROR_IS_FATAL ANY)
  include(${groups})
endfunction()

# yizhan_library(NAME SOURCES... DEPS... [GRPC]): a static library, strict warnings, root includes.
function(yizhan_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "GRPC" "" "SOURCES;DEPS")
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_DEPS} PRIVATE yizhan_warnings)
  yizhan_use_precompiled(${name} library ${arg_GRPC})
  yizhan_together(${name} ${arg_SOURCES})
endfunction()

# yizhan_program(NAME SOURCES... DEPS... [GRPC]): one program in build/<preset>/bin.
function(yizhan_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "GRPC" "" "SOURCES;DEPS")
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_DEPS} yizhan_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  yizhan_use_precompiled(${name} library ${arg_GRPC})
  yizhan_together(${name} ${arg_SOURCES})
  add_dependencies(yizhan_outer ${name})
endfunction()

# yizhan_test(NAME SOURCES... DEPS... [GRPC] [WHOLE]): one test binary, one ctest case per TEST; or
# one for all of them, under a sanitizer and where they share an engine that takes seconds to start.
# YIZHAN_TEST_LABEL: of all tests of a folder that are not labelled otherwise.
function(yizhan_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "GRPC;WHOLE" "" "SOURCES;DEPS;LABELS")
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${YIZHAN_TEST_OPTIONS})
  target_compile_definitions(${name} PRIVATE YIZHAN_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                             YIZHAN_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} GTest::gmock GTest::gtest_main yizhan_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  yizhan_use_precompiled(${name} test ${arg_GRPC})
  yizhan_together(${name} ${arg_SOURCES})
  if(NOT YIZHAN_TEST_LABEL)
    add_dependencies(yizhan_outer ${name})
  endif()
  # The long ones first, so that no core waits at the end.
  set(cost 0)
  if(arg_WHOLE)
    set(cost 50)
  elseif(arg_LABELS MATCHES "slow|property|threads")
    set(cost 100)
  endif()
  if(YIZHAN_TEST_WHOLE OR arg_WHOLE)
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES TIMEOUT 1800 COST ${cost}
                         LABELS "${arg_LABELS};${YIZHAN_TEST_LABEL}")
    return()
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS "${YIZHAN_TEST_LABEL}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 900 COST ${cost} LABELS "${arg_LABELS}")
endfunction()
