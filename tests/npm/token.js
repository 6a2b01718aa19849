// Exchanges an approval code, or a refresh token, through the SDK and prints the answer.
//   node token.js create|refresh '{"sandbox":…,"region":…,"appKey":…,"appSecret":…}' VALUE
'use strict'

const [, , action, options, value] = process.argv
const client = require('./sdk.js')(JSON.parse(options))

client[action === 'create' ? 'createToken' : 'refreshToken'](value)
  .then((answer) => console.log(JSON.stringify(answer)))
  .catch((error) => {
    console.error(error.message || JSON.stringify(error))
    process.exit(1)
  })
