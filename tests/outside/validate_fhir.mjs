// node validate_fhir.mjs PEERS FILE...: each file against HL7's JSON schema of R4, with a validator
// that shares no code with us. Prints what is wrong; exit code 1 when something is.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const [peers, ...files] = process.argv.slice(2);
const require = createRequire(`${peers}/`);
const Ajv = require('ajv');
const schema = JSON.parse(readFileSync(`${peers}/schema/fhir.schema.json`, 'utf8'));
// It is 4.0.0's; 4.0.1 is R4 with technical corrections.
schema.definitions.CapabilityStatement.properties.fhirVersion.enum.push('4.0.1');
const ajv = new Ajv({logger: false});
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-06.json'));
ajv.addSchema(schema, 'fhir');

// HL7's schema leaves out that these have to be there (1..1), because they are primitives.
const primitives = {
  ClaimResponse: ['status', 'use', 'created', 'outcome'],
  ExplanationOfBenefit: ['status', 'use', 'created', 'outcome'],
  CoverageEligibilityResponse: ['status', 'purpose', 'created', 'outcome'],
  CapabilityStatement: ['status', 'date', 'kind', 'fhirVersion', 'format'],
  Bundle: ['type'],
  OperationOutcome: [],
};

let wrong = 0;
function complain(file, text) {
  console.log(`${file}: ${text}`);
  wrong = 1;
}
for (const file of files) {
  const resource = JSON.parse(readFileSync(file, 'utf8'));
  const type = resource.resourceType;
  if (!(type in primitives)) {
    complain(file, `no answer of ours: ${type}`);
    continue;
  }
  for (const key of primitives[type]) {
    if (!(key in resource)) complain(file, `${type}.${key} is missing`);
  }
  const validate = ajv.compile({$ref: `fhir#/definitions/${type}`});
  if (validate(resource)) continue;
  for (const error of validate.errors) complain(file, `${error.dataPath} ${error.message}`);
}
process.exit(wrong);
