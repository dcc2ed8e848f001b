"""What stands on a booth's card for people: the comments of booth.toml, and READ-ME.txt."""

SETTINGS = """\
# The settings of this booth: only what differs from their defaults. Every other key, with its
# meaning, stands in the booth.toml of the software and in `booth config show`.
# Edit this file on any computer and switch the booth on: it takes the card whole, or says on its
# screen (or in status.txt beside this file) which file and key is wrong, and what is allowed.

[booth]
# Number of this booth, as central knows it.
id = {id}
# City, as central knows it.
site = {site}
# Name printed on the slip.
name = {name}
# Address printed on the slip.
address = {address}
timezone = {timezone}

[central]
# Host and port of central's broker; a name of the broker's certificate.
host = {host}
port = {port}
protocol = {protocol}
# HOST:PORT where central gives certificates.
est = {est}
# From the folder `central` of this card; the booth copies them there.
ca = {ca}
signing_key = {signing_key}
# Central's public keys: to these alone are clips and questions sealed.
recipients = [{recipients}]
ask_recipient = {ask_recipient}

# What often differs from booth to booth: take the # away and write the booth's own.
#[screen]
#width = 1280
#height = 800
#width_mm = 217.0
#rotation = 0
#[camera]
#driver = "picamera2"
#[printer]
#width_dots = 576
#baud = 115200
#[service]
#pin_hash = ""
"""

READ_ME = """\
Диалог {id}, {site}

ҚАЗАҚША
1. Осы қалтаның ішіндегінің бәрін жад картасының bootcfg бөліміне көшіріңіз.
2. Қажет болса, booth.toml файлын түзетіңіз. Wi-Fi керек болса, wifi.toml жасаңыз (төменде).
3. Картаны кабинаға салып, қосыңыз. Қате болса, экран қай файлда және не түзету керегін айтады.
4. code.txt {hours} сағат жарамды және бір рет қолданылады; кабина оны картадан өшіреді.
5. Картаны кейін оқысаңыз, status.txt не алынғанын айтады.
Бұл қалтаны ешкімге бермеңіз: код қолданылғанша ол кабинаның кілті сияқты.

ПО-РУССКИ
1. Скопируйте всё содержимое этой папки в раздел bootcfg карты памяти.
2. Если нужно, исправьте booth.toml. Для Wi-Fi создайте wifi.toml (см. ниже).
3. Вставьте карту в кабину и включите её. При ошибке экран назовёт файл и что исправить.
4. code.txt действует {hours} ч. и один раз; кабина стирает его с карты.
5. Если прочитать карту потом, status.txt скажет, что было принято.
Не передавайте эту папку никому: пока код не использован, он как ключ от кабины.

IN ENGLISH
1. Copy all that is in this folder onto the partition bootcfg of the memory card.
2. Edit booth.toml where needed. For Wi-Fi make a file wifi.toml (below).
3. Put the card into the booth and switch it on. The screen names the file of a mistake, and
   what to correct.
4. code.txt is good for {hours} hours and one use; the booth wipes it off the card.
5. When the card is read later, status.txt says what was taken.
Give this folder to nobody: until the code is used it is like a key to the booth.

wifi.toml:
    ssid = "name of the network"
    password = "8 to 63 characters"
    country = "KZ"
"""
