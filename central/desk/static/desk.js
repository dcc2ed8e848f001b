// What makes pages more comfortable; every page works without it.
"use strict";

for (const place of document.querySelectorAll("[data-focus]")) place.focus();

// Subtitles: only who plays the clip asks for them, because asking opens it.
for (const video of document.querySelectorAll("video[data-subtitles]")) {
  video.addEventListener("playing", async () => {
    const found = await fetch(video.dataset.subtitles);
    if (found.status !== 200) return;
    const track = document.createElement("track");
    track.kind = "subtitles";
    track.label = video.dataset.subtitlesName;
    track.src = URL.createObjectURL(await found.blob());
    track.default = true;
    video.append(track);
  }, { once: true });
}

// A reply template goes to the end of what is typed, which without this would be lost.
for (const form of document.querySelectorAll("form[data-templates]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = document.getElementById(form.dataset.templates);
    const chosen = form.querySelector("select").selectedOptions[0].dataset.text;
    text.value = text.value ? `${text.value}\n\n${chosen}` : chosen;
    text.focus();
  });
}

// Recording in the browser: what was recorded becomes the chosen file of the form.
for (const place of document.querySelectorAll("[data-recorder]")) {
  if (window.MediaRecorder && navigator.mediaDevices) makeRecorder(place);
}

function makeRecorder(place) {
  const [video, said, button] = ["video", "p", "button"].map((name) => place.querySelector(name));
  const file = document.getElementById(place.dataset.recorder);
  let recorder = null;
  place.hidden = false;
  button.textContent = place.dataset.begin;
  button.addEventListener("click", () => (recorder ? recorder.stop() : begin()));

  async function begin() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1280 }, height: { ideal: 720 } }, audio: true,
      });
    } catch {
      said.textContent = place.dataset.refused;
      return;
    }
    const parts = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => end(stream, parts));
    video.hidden = false;
    video.controls = false;
    video.muted = true;
    video.srcObject = stream;
    video.play();
    recorder.start(1000);
    button.textContent = place.dataset.stop;
    const began = Date.now();
    const tick = () => {
      if (!recorder) return;
      const seconds = Math.floor((Date.now() - began) / 1000);
      said.textContent = `${place.dataset.running} ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      setTimeout(tick, 1000);
    };
    tick();
  }

  function end(stream, parts) {
    const kind = recorder.mimeType.split(";")[0];
    recorder = null;
    for (const track of stream.getTracks()) track.stop();
    const clip = new File(parts, `answer.${kind.split("/")[1]}`, { type: kind });
    const chosen = new DataTransfer();
    chosen.items.add(clip);
    file.files = chosen.files;
    video.srcObject = null;
    video.src = URL.createObjectURL(clip);
    video.muted = false;
    video.controls = true;
    said.textContent = "";
    button.textContent = place.dataset.again;
  }
}

// The preview follows what is typed; without this there is a button.
for (const place of document.querySelectorAll("[data-preview]")) {
  const form = document.getElementById(place.dataset.preview);
  let timer = 0;
  let asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(renew, 600);
  });

  async function renew() {
    const mine = ++asked;
    const answer = await fetch(place.dataset.address, {
      method: "POST", body: new URLSearchParams(new FormData(form)),
    }).catch(() => null);
    // A later question may be answered first.
    if (!answer || !answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.getElementById(place.id);
    if (!made) return;
    for (const [number, open] of [...place.querySelectorAll("details")].entries()) {
      const other = made.querySelectorAll("details")[number];
      if (other) other.open = open.open;
    }
    place.replaceChildren(...made.childNodes);
  }
}
