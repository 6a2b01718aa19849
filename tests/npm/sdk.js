// The public npm SDK, pointed at a sandbox instead of at Lazada.
'use strict'

// The SDK's token calls go to the constant GATEWAY.AUTH, so the constant is replaced before
// anything else of the SDK is loaded.
function load(sandbox) {
  const host = sandbox.replace(/^http:\/\//, '')
  const constants = require.resolve('lazada-open-platform-sdk/lib/LazadaClient/constants')
  const original = require(constants)
  require.cache[constants].exports = {
    ...original,
    GATEWAY: { ...original.GATEWAY, AUTH: host + '/auth/rest' },
  }
  return require('lazada-open-platform-sdk/lib/LazadaClient')
}

// { createToken, refreshToken, orders, items } of one region; each returns a promise.
module.exports = function client({ sandbox, region, appKey, appSecret }) {
  const sdk = load(sandbox)
  const gateway = `${sandbox.replace(/^http:\/\//, '')}/${region}/rest`
  const call = (name, token, payload, action = 'GET') =>
    sdk[name](appKey, appSecret, gateway, token, payload, action, 'HTTP')
  return {
    createToken: (code) => call('generateAccessToken', undefined, { code }, 'POST'),
    refreshToken: (refresh_token) => call('refreshAccessToken', undefined, { refresh_token }, 'POST'),
    orders: (token, payload) => call('getOrders', token, payload),
    items: (token, ids) => call('getMultipleOrderItems', token, { order_ids: JSON.stringify(ids) }),
  }
}
