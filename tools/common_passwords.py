"""Write the list of common passwords that the program ships: ``python tools/common_passwords.py``.

It is made of what people are known to choose, in English and Russian: words, names, clubs, keys in a row on both
layouts, and their usual pairs. No leaked list was copied. Endings of digits and signs, letters written as digits, the
other layout and repetition need no lines of their own: `db/passwords.py` looks through them.
"""

from itertools import product
from pathlib import Path

OUT = Path(__file__).parent.parent / "db" / "common_passwords.txt"

ENGLISH = """
password passwords passw0rd pass passwd passcode passphrase mypassword newpassword thepassword nopassword yourpassword
secret secrets topsecret mysecret login logon signin welcome welcomehome admin administrator administration root
superuser user username guest default changeme changeit change letmein letmeinnow openup opensesame access
accessdenied master masterkey system manager support service helpdesk operator office hospital clinic doctor nurse
medical medicine patient patients oncology cancer dispensary assistant server computer laptop desktop keyboard monitor
internet network windows linux ubuntu android microsoft google facebook youtube twitter instagram telegram whatsapp
vkontakte yandex rambler mailru samsung apple iphone nokia sony playstation xbox nintendo minecraft counterstrike
counter strike dota warcraft worldofwarcraft starcraft diablo pokemon pikachu batman superman spiderman ironman
wolverine deadpool captain america avengers hulk joker starwars skywalker darthvader jedimaster yoda matrix neo
trinity terminator predator alien avatar gandalf frodo hobbit lordoftherings harrypotter potter hogwarts hermione
voldemort sherlock holmes jamesbond bond titanic simpsons homer bart mickey mouse mickeymouse donald duck snoopy
garfield tigger winnie pooh barbie princess queen king prince knight wizard magic dragon dragons monkey monkeys donkey
tiger tigers lion lions panther jaguar leopard cheetah eagle eagles falcon hawk phoenix raven wolf wolves bear bears
panda koala kitty kitten cat cats dog dogs puppy doggie horse horses pony rabbit bunny turtle dolphin dolphins shark
sharks whale fish snake spider scorpion butterfly ladybug chicken rooster cow bull pig sheep goat love lover lovers
iloveyou iloveu loveyou loveme lovely mylove truelove foreverlove firstlove sweetheart darling honey baby babygirl
babyboy babe angel angels angela heaven hell devil demon lucifer satan god jesus christ jesuschrist church faith hope
grace blessed blessing peace freedom liberty justice truth happy happiness smile sunshine sunny sunday monday tuesday
wednesday thursday friday saturday january february march april may june july august september october november
december spring summer autumn winter morning evening midnight night star stars moon sun sky ocean sea river mountain
forest flower flowers rose roses lily daisy violet orchid tulip jasmine cherry apple apples banana orange lemon lime
melon strawberry blueberry chocolate cookie cookies candy sugar pepper ginger coffee tea milk water beer whiskey vodka
wine pizza burger cheese butter bread pancake football soccer baseball basketball hockey tennis golf golfer swimming
boxing karate kungfu ninja samurai warrior warriors soldier sniper killer hunter ranger rangers cowboy cowboys pirate
pirates viking vikings spartan gladiator champion champions winner loser player players gamer game games hacker
hackers cracker arsenal chelsea liverpool manchester manunited barcelona realmadrid juventus milan inter bayern
yankees lakers bulls steelers packers raiders patriots redsox mustang camaro corvette ferrari porsche mercedes bmw
audi toyota honda yamaha suzuki kawasaki harley harleydavidson ford chevy chevrolet nissan subaru mitsubishi
lamborghini bugatti volvo london paris berlin moscow newyork boston chicago dallas texas california florida miami
orlando vegas lasvegas hawaii america american england english france french germany german italy italian spain
spanish russia russian ukraine poland canada mexico brazil argentina australia japan china india africa europe music
musica guitar piano drummer drums violin metal rock rockstar rocknroll metallica nirvana slipknot linkinpark greenday
blink beatles elvis madonna eminem tupac snoop rammstein acdc ironmaiden pinkfloyd queen black white red green blue
yellow purple pink orange silver gold golden diamond crystal silverado shadow darkness light lightning thunder storm
fire ice snow wind rain cloud rainbow winter hurricane tornado mother father mom dad mommy daddy mama papa brother
sister grandma grandpa family friend friends bestfriend bestfriends husband wife boyfriend girlfriend forever always
never whatever something nothing everything anything trustno trustnoone nobody somebody anonymous unknown test tester
testing testtest demo sample example temp temporary qwertyui asdfghjk zxcvbnm monkeyboy superstar superman supernova
rockyou fuckyou fuckoff fuckme asshole bitch bullshit sexy sexygirl playboy pussy penis dick bigdick badboy badgirl
goodboy goodgirl hotgirl hotstuff prettygirl abcdef abcdefg abcdefgh abcdefghi abcdefghij abcdefghijkl abcabc abcd abc
alphabet zyxwvu money dollar dollars million millionaire billion rich bigmoney cash bank banker business success lucky
luckyone destiny fortune jackpot casino poker blackjack school college university student teacher professor english
history science mathematics physics chemistry biology company corporation director president minister government
police army marines navy airforce security birthday christmas newyear holiday vacation party wedding anniversary
alexander andrew anthony ashley austin barbara benjamin bradley brandon brian brittany bruce cameron carlos caroline
catherine charles charlie charlotte chelsea chris christian christina christopher claudia cynthia daniel danielle
david deborah dennis diana dominic donald dorothy douglas edward elizabeth emily emma eric ethan eugene felix florence
frances francis frank frederick gabriel george gerald gloria gordon gregory hannah harold harry heather helen henry
isabella jackson jacob james jason jeffrey jennifer jeremy jessica johnny jonathan jordan joseph joshua julia justin
karen katherine kathleen kelly kenneth kevin kimberly larry laura lauren leonard leslie linda lorenzo louise lucas
madison marcus margaret maria marie marilyn marion mark martin mary matthew megan melissa michael michelle miranda
monica morgan natalie nathan nicholas nicole oliver olivia pamela patricia patrick pauline peter philip rachel raymond
rebecca richard robert roger ronald russell samantha samuel sandra sarah sebastian sharon simon sophia stanley stella
stephanie stephen steven stewart susan teresa theodore thomas timothy tyler valerie vanessa veronica victor victoria
vincent virginia walter wesley william winston zachary
"""

RUSSIAN = """
пароль пароли парольпароль мойпароль новыйпароль старыйпароль секрет секретный тайна вход войти логин админ
администратор пользователь гость доступ система сервер компьютер клавиатура монитор мышка интернет программа
программист работа работник начальник директор менеджер бухгалтер секретарь офис кабинет больница поликлиника клиника
врач доктор медсестра сестра медицина медик пациент пациенты здоровье лечение диагноз регистратура онколог онкология
онкоцентр диспансер онкодиспансер цаоп помощник ассистент куратор любовь любимый любимая любимые люблю ялюблютебя
люблютебя ятебялюблю ялюблю тебялюблю любовьмоя мояжизнь жизнь счастье счастливый счастливая радость надежда вера
мечта мечты душа сердце сердечко ангел ангелок дьявол демон бог господи господь аллах спаси сохрани молитва церковь
солнце солнышко солнечный зайка зайчик зайчонок котик котенок котёнок кошка коты собака собачка щенок медведь мишка
медвежонок лев львица тигр тигренок волк волки лиса лисичка лисенок заяц белка бобер хомяк мышонок слон жираф обезьяна
крокодил черепаха змея дракон орел сокол ястреб воробей голубь лебедь ласточка соловей попугай пингвин дельфин акула
рыбка рыба карась щука пчелка бабочка паучок муравей лошадь лошадка конь корова коровка бычок свинка поросенок петушок
курица гусь утка индюк баран овечка коза козел козлик мама мамочка папа папочка бабушка дедушка сынок сыночек доченька
дочка дочь сын брат братик сестренка семья моясемья муж жена любимыймуж друг друзья подруга подружка малыш малышка
крошка принцесса принц королева король царь царица красавица красотка красавчик девочка мальчик девушка парень мужик
баба бабуля дедуля тетя дядя понедельник вторник среда четверг пятница суббота воскресенье январь февраль март апрель
май июнь июль август сентябрь октябрь ноябрь декабрь зима весна лето осень утро день вечер ночь звезда звездочка луна
небо море океан река озеро гора лес поле цветок цветочек роза ромашка василек тюльпан ландыш сирень береза березка
рябина калина малина клубника вишня вишенка яблоко яблочко груша слива банан апельсин лимон мандарин персик абрикос
виноград арбуз дыня картошка капуста морковка помидор огурец огурчик шоколад шоколадка конфета конфетка печенье
пирожок пельмени вареники борщ котлета колбаса сосиска молоко кефир сметана водка пиво вино коньяк самогон кофе чай
чайник россия русский русская москва питер петербург санктпетербург ленинград новосибирск екатеринбург казань самара
саратов ростов воронеж волгоград краснодар красноярск пермь омск томск уфа челябинск нижний новгород владивосток
хабаровск иркутск барнаул тюмень сургут кемерово тула рязань калуга тверь смоленск псков мурманск архангельск вологда
ярославль кострома иваново владимир сочи крым севастополь симферополь ялта одесса киев харьков минск украина беларусь
казахстан спартак динамо зенит локомотив локо торпедо цска ростов рубин анжи барыс металлург авангард трактор салават
сборная футбол хоккей баскетбол волейбол теннис бокс самбо дзюдо каратэ плавание шахматы рыбалка рыбак охота охотник
дача огород гараж машина лада жигули волга москвич нива приора калина ваз уаз камаз трактор тойота хонда ниссан мазда
форд мерседес бмв ауди фольксваген шкода рено киа хендай привет приветик здравствуй пока досвидания спасибо пожалуйста
хорошо отлично супер класс круто прикол прикольно ура победа победитель чемпион герой герои солдат армия десант вдв
спецназ морпех погранец танкист летчик моряк капитан майор полковник генерал маршал полиция милиция деньги деньгимного
бабло рубль доллар миллион миллионер богатство удача удачный успех фортуна бизнес банк золото серебро алмаз бриллиант
жемчуг изумруд рубин школа школьник учитель учительница урок институт университет студент студентка книга тетрадь
ручка карандаш путин ленин сталин пушкин лермонтов толстой чехов гагарин менделеев ломоносов суворов кутузов жуков
самолет вертолет корабль пароход поезд трамвай автобус велосипед мотоцикл ракета космос планета галактика вселенная
дурак дура дурачок идиот козел урод придурок сволочь гад зараза блин фигня ерунда хрен хреновина черт чертик сука
блядь хуй пизда жопа задница говно колобок чебурашка гена карлсон буратино незнайка вининпух винипух пятачок матроскин
простоквашино нупогоди смешарики лунтик маша маруся мишутка снегурочка дедмороз золушка русалка русалочка баба яга
кощей богатырь алеша добрыня ветер буря гроза дождь дождик снег снежок снежинка мороз туман радуга облако огонь пламя
вода земля воздух черный белый красный синий зеленый желтый оранжевый фиолетовый розовый голубой серый золотой
серебряный новыйгод рождество праздник подарок деньрождения свадьба юбилей каникулы отпуск отдых выходной никто некто
незнаю незнакомец неизвестный забыл забыла непомню непомнюпароль какойпароль какойтопароль придумайпароль тест
тестовый проба пробный временный пример образец заглушка
"""

NAMES = """
александр алексей анатолий андрей антон аркадий арсений артем артур богдан борис вадим валентин валерий василий виктор
виталий владимир владислав вячеслав геннадий георгий герман глеб григорий даниил данила денис дмитрий евгений егор
иван игорь илья кирилл константин лев леонид максим марат марк матвей михаил никита николай олег павел петр роман
руслан савелий семен сергей станислав степан тимофей тимур федор эдуард юрий яков ярослав саша сашка леша лешка толик
дюша тоха тема влад вася вова вовка вовчик слава гена жора гоша гриша даня дениска дима димка димон женя женька ваня
ванька илюша кирюша костя леня макс максимка мишаня миша мишка коля колян пашка паша петя рома ромка сеня сережа
серега стас степа тима федя эдик юра юрик ярик александра алена алина алиса алла альбина анастасия ангелина анжела
анна антонина валентина валерия варвара василиса вера вероника виктория галина дарья диана евгения екатерина елена
елизавета жанна зинаида злата зоя инна ирина камилла карина кира клавдия кристина ксения лариса лидия лилия любовь
людмила маргарита марина мария милана надежда наталья нина оксана олеся ольга полина раиса регина римма светлана
снежана софия софья таисия тамара татьяна ульяна фаина эвелина элина эльвира эмилия юлия яна саня аленка алинка анечка
аня анюта анютка настя настена настюша варя вика викуля галя даша дашка дашуля женечка катя катюша катерина лена
леночка ленка лиза лизонька ира ирина иришка ирочка карина кристинка ксюша лара лида люба любаша люда мила милка рита
марго маринка маша машенька машка надя надюша наташа наташка нина оксанка оля оленька ольга полинка света светик
светка соня сонечка тамара таня танюша танечка ульянка юля юленька юлька иванов петров сидоров смирнов кузнецов попов
васильев соколов михайлов новиков федоров морозов волков алексеев лебедев семенов егоров павлов козлов степанов
николаев орлов андреев макаров никитин захаров зайцев соловьев борисов яковлев григорьев романов воробьев сергеев
кузьмин фролов александров дмитриев королев гусев киселев ильин максимов поляков сорокин виноградов ковалев белов
медведев антонов тарасов жуков баранов филиппов комаров давыдов беляев герасимов богданов осипов сидоренко матвеев
титов марков миронов крылов куликов карпов власов мельников денисов гаврилов тихонов казаков афанасьев данилов
савельев тимофеев фомин чернов абрамов мартынов ефимов федотов щербаков назаров калинин исаев чернышев быков маслов
родионов коновалов лазарев воронин климов филатов пономарев голубев кудрявцев прохоров наумов потапов журавлев
"""

TRANSLIT = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
})  # fmt: skip

ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")


def walks() -> set[str]:
    """Return keys in a row: along the rows and down the columns, there and back, as the letters of English keys."""
    found: set[str] = set()
    for row in ROWS[1:]:
        for start in range(len(row)):
            for end in range(start + 4, len(row) + 1):
                found |= {row[start:end], row[start:end][::-1]}
    for first, second in product(ROWS[1:], ROWS[1:]):
        found |= {first + second, first[:4] + second[:4], first[:6] + second[:6], first[:3] + second[:3]}
    for count in range(2, 7):
        for start in range(len(COLUMNS) - count + 1):
            some = COLUMNS[start : start + count]
            found |= {"".join(some), "".join(one[::-1] for one in some), "".join(one[1:] for one in some)}
            found.add("".join(one if at % 2 == 0 else one[::-1] for at, one in enumerate(some)))
    for upper, lower in ((0, 1), (1, 2), (2, 3), (0, 2)):
        pairs = ["".join(pair) for pair in zip(ROWS[upper], ROWS[lower], strict=False)]
        for count in range(3, len(pairs) + 1):
            found |= {"".join(pairs[:count]), "".join(pairs[:count][::-1])}
    return found


def entries() -> list[str]:
    """Return all lines: lower case, ё as е, sorted; the first of a family stands for what `passwords.py` derives."""
    english, russian, names = (set(text.replace("ё", "е").split()) for text in (ENGLISH, RUSSIAN, NAMES))
    latin = {word.translate(TRANSLIT) for word in russian | names}
    found = english | russian | names | latin | walks()
    fond = {"ilove", "love", "my", "super"}
    found |= {start + name.translate(TRANSLIT) for start, name in product(fond, names)}
    found |= {start + name for start, name in product(("люблю", "ялюблю", "моя", "мой"), names)}
    found |= {start + word for start, word in product(("my", "the", "super", "big"), english) if len(word) > 3}
    return sorted(word for word in found if len(word) >= 3)


if __name__ == "__main__":
    lines = entries()
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), sum(len(line) >= 8 for line in lines))  # noqa: T201 - a tool that says what it wrote
