// Photos on their way from the camera: drawn anew, smaller and upright, which also leaves behind
// where and with what they were taken; and shown without an address (the page allows none).

const LONGEST = 1600; // pixels of the longer side
const QUALITY = 0.82;
const SHOWN = 96;

function sized(bitmap, longest) {
  const share = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * share));
  canvas.height = Math.max(1, Math.round(bitmap.height * share));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// A JPEG without metadata; throws where the file is no picture.
export async function smaller(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = sized(bitmap, LONGEST);
  bitmap.close();
  return new Promise((resolve, reject) => {
    const done = (blob) => (blob ? resolve(blob) : reject(new Error("not drawn")));
    canvas.toBlob(done, "image/jpeg", QUALITY);
  });
}

// A small canvas that shows the picture.
export async function thumbnail(blob, label) {
  const bitmap = await createImageBitmap(blob);
  const canvas = sized(bitmap, SHOWN * 2);
  bitmap.close();
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}
