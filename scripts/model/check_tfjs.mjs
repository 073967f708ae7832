// Runs one net of @vladmandic/face-api as the package itself does, on TensorFlow.js with its WebAssembly backend.
//
//   node check_tfjs.mjs PACKAGE points|embedding COUNT INPUT OUTPUT
//
// INPUT: COUNT square RGB pictures, float32, 0...255, NHWC. OUTPUT: the net's float32 values. Called by check.py.
// Needs @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm 4.22.0 installed beside the package.

import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [folder, output, countText, source, result] = process.argv.slice(2);
const count = Number(countText);
const require = createRequire(join(folder, "package.json"));
const faceapi = require(join(folder, "dist", "face-api.node-wasm.js"));
const wasm = require("@tensorflow/tfjs-backend-wasm");
wasm.setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + "/");
await faceapi.tf.setBackend("wasm");
await faceapi.tf.ready();

const net = output === "points" ? faceapi.nets.faceLandmark68Net : faceapi.nets.faceRecognitionNet;
const side = output === "points" ? 112 : 150;
await net.loadFromDisk(join(folder, "model"));
const bytes = readFileSync(source);
const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const length = side * side * 3;
const pictures = Array.from({ length: count }, (_, i) =>
  faceapi.tf.tensor3d(values.slice(i * length, (i + 1) * length), [side, side, 3]));
const found = await net.forwardInput(new faceapi.NetInput(pictures)).data();
writeFileSync(result, Buffer.from(Float32Array.from(found).buffer));
