namespace Portal.Llm.Answers;

/// <summary>The words around an answer in one language; phrases are separated by <c>|</c>.</summary>
/// <param name="Language">Primary subtag of the language.</param>
/// <param name="Markers">Single words that announce an answer, as in <c>Answer: ...</c>; an "a" after one is an option's letter.</param>
/// <param name="LeadIns">Single words that may stand before an answer and say nothing themselves.</param>
/// <param name="Negators">Words that turn a statement around.</param>
/// <param name="Contrasts">What begins an answer after a refusal.</param>
/// <param name="Refusals">Refuse whatever else is said, unless a contrast follows; the last word may go on.</param>
/// <param name="WeakRefusals">Refuse where nothing else is said; the last word may go on.</param>
internal sealed record AnswerLexicon(
    string Language, string Markers, string LeadIns, string Negators, string Contrasts, string Refusals, string WeakRefusals)
{
    /// <summary>One row per language of the probes; Malay shares the Indonesian row.</summary>
    public static IReadOnlyList<AnswerLexicon> Rows { get; } =
    [
        new("en",
            Markers: "answer|response|choice|option|options|pick|number|letter|choose|select|selection",
            LeadIns: "a|the|my|i|i'd|i'll|i'm|would|will|think|believe|say|choose|pick|select|go|going|with|for|is|be|it|it's|they|we|that|that's|correct|right|best|"
                + "sure|okay|ok|well|so|therefore|here|here's|final|honestly|probably|blank|filled|word|completed|sentence|should|most|likely|appropriate",
            Negators: "not|no|never|neither|nor|without|hardly|nobody|nothing",
            Contrasts: "but|however|nevertheless|nonetheless|though|although|if i had to|if i have to|if i must|if forced|still|that said|would choose|would pick|would say",
            Refusals: "as an ai|as a language model|as an artificial|as a large language|i am an ai|i'm an ai|i'm just an ai|i am just an ai|language model and|"
                + "do not have personal|do not have any personal|do not have opinions|do not have beliefs|do not have feelings|do not have an opinion|"
                + "do not hold|have no personal|no personal opinion|do not possess|i do not have a personal|"
                + "can not answer|can not provide|can not give|can not choose|can not complete|can not fill|can not say|can not make|can not take|can not express|"
                + "can not offer|can not share|can not assist|can not help|can not determine|can not decide|can not select|can not engage|can not comply|can not respond|"
                + "unable to|not able to|not comfortable|not appropriate|would be inappropriate|must decline|i decline|decline to|refuse to|rather not|prefer not to|"
                + "not going to answer|no right or wrong|no correct answer|no right answer|no definitive|no single answer|depends on|it depends|no opinion|remain neutral|stay neutral",
            WeakRefusals: "i can not|can not|sorry|apologize|apologise|i do not know|do not know|not sure|neither|none of the|n a|unsure|decline|no answer|no comment|impossible to"),
        new("de",
            Markers: "antwort|option|wähle",
            LeadIns: "die|meine|antwort|lautet|ist|ich|würde|sagen|wähle|richtige|der|das|satz",
            Negators: "nicht|kein|keine|keinen|keinem|keiner|nie|niemals|weder",
            Contrasts: "aber|jedoch|dennoch|wenn ich wählen müsste|trotzdem",
            Refusals: "als ki|als künstliche intelligenz|als sprachmodell|als ein sprachmodell|ich bin eine ki|ich bin ein sprachmodell|keine persönliche|keine eigene meinung|"
                + "keine meinung|kann ich nicht beantworten|kann diese frage nicht|kann dazu keine|nicht in der lage",
            WeakRefusals: "ich kann nicht|es tut mir leid|tut mir leid|ich weiß nicht|weiß nicht|weder noch|entschuldigung"),
        new("ro",
            Markers: "răspuns|răspunsul|opțiunea|varianta|aleg",
            LeadIns: "răspunsul|meu|corect|este|aș|spune|alege|aleg|e",
            Negators: "nu|niciodată|nici|fără",
            Contrasts: "dar|însă|totuși|dacă ar trebui",
            Refusals: "ca model de limbaj|ca model lingvistic|ca inteligență artificială|ca un ai|ca ai|sunt un model|nu am opinii|nu am păreri|nu am o opinie|nu pot răspunde|"
                + "nu pot alege|nu pot oferi|nu pot completa|nu pot exprima",
            WeakRefusals: "îmi pare rău|nu pot|nu știu|scuze"),
        new("el",
            Markers: "απάντηση|επιλογή|επιλέγω",
            LeadIns: "η|απάντηση|μου|σωστή|είναι|θα|έλεγα|επιλέγω|διάλεγα",
            Negators: "δεν|δε|μη|μην|όχι|ποτέ|χωρίς|ούτε",
            Contrasts: "αλλά|όμως|ωστόσο|αν έπρεπε",
            Refusals: "ως τεχνητή νοημοσύνη|ως γλωσσικό μοντέλο|ως μοντέλο|είμαι ένα γλωσσικό|δεν έχω προσωπικ|δεν έχω απόψεις|δεν έχω άποψη|δεν μπορώ να απαντήσω|δεν μπορώ να επιλέξω|"
                + "δεν μπορώ να δώσω|δεν μπορώ να εκφράσω|δεν μπορώ να συμπληρώσω",
            WeakRefusals: "λυπάμαι|συγγνώμη|δεν μπορώ|δεν ξέρω|δεν γνωρίζω"),
        new("tr",
            Markers: "cevap|yanıt|cevabım|yanıtım|seçenek",
            LeadIns: "cevap|cevabım|yanıt|yanıtım|doğru|bence|seçenek",
            Negators: "değil|değildir|hiç|asla",
            Contrasts: "ama|ancak|fakat|yine de|seçmem gerekirse",
            Refusals: "yapay zeka olarak|bir yapay zeka|dil modeli olarak|bir dil modeli|kişisel görüş|kişisel fikir|kişisel bir görüş|cevap veremem|yanıt veremem|cevaplayamam|"
                + "yanıtlayamam|seçim yapamam",
            WeakRefusals: "üzgünüm|maalesef|bilmiyorum|özür dilerim"),
        new("id",
            Markers: "jawaban|jawabannya|jawapan|pilihan|memilih|pilih",
            LeadIns: "jawaban|jawabannya|jawapan|saya|adalah|ialah|akan|memilih|pilih|yang|benar|pilihan",
            Negators: "tidak|bukan|tak|belum|tanpa|jangan",
            Contrasts: "tetapi|tapi|namun|akan tetapi|jika harus",
            Refusals: "sebagai ai|sebagai model bahasa|sebagai kecerdasan buatan|sebagai sebuah ai|saya adalah model|tidak memiliki pendapat|tidak mempunyai pendapat|tidak punya pendapat|"
                + "pendapat pribadi|pendapat peribadi|tidak dapat menjawab|tidak bisa menjawab|tidak boleh menjawab|tidak dapat memberikan|tidak bisa memberikan|tidak dapat memilih|tidak bisa memilih",
            WeakRefusals: "maaf|saya tidak dapat|saya tidak bisa|saya tidak tahu|tidak tahu|mohon maaf"),
        new("vi",
            Markers: "đáp án|câu trả lời|lựa chọn",
            LeadIns: "đáp|án|câu|trả|lời|là|tôi|chọn|sẽ|của|đúng",
            Negators: "không|chẳng|chưa",
            Contrasts: "nhưng|tuy nhiên|nếu phải",
            Refusals: "là một ai|là một mô hình|là mô hình ngôn ngữ|là một trợ lý|là trí tuệ nhân tạo|không có ý kiến cá nhân|không có quan điểm|không có ý kiến|tôi không thể trả lời|"
                + "tôi không thể chọn|tôi không thể đưa ra|không thể cung cấp",
            WeakRefusals: "xin lỗi|rất tiếc|tôi không thể|tôi không biết"),
        new("tl",
            Markers: "sagot|pagpipilian|pinipili",
            LeadIns: "ang|sagot|ko|ay|pinipili|tamang",
            Negators: "hindi|wala|walang|huwag|di",
            Contrasts: "ngunit|pero|subalit|gayunpaman",
            Refusals: "bilang isang ai|bilang ai|bilang isang language|bilang modelo|wala akong personal|wala akong opinyon|hindi ako makakasagot|hindi ko masasagot|hindi ako makapipili",
            WeakRefusals: "paumanhin|pasensya|hindi ko alam|hindi ko kaya"),
        new("sr",
            Markers: "odgovor|одговор|opcija|опција|biram|бирам",
            LeadIns: "odgovor|moj|je|tačan|biram|одговор|мој|је|тачан|бирам|бих|рекао",
            Negators: "ne|nije|nisam|nisu|nikad|nikada|не|није|нисам|нису|никад|никада",
            Contrasts: "ali|međutim|ipak|али|међутим|ипак",
            Refusals: "kao veštačka inteligencija|kao jezički model|kao ai|nemam lično|nemam lične|ne mogu da odgovorim|ne mogu da izaberem|"
                + "као вештачка интелигенција|као језички модел|као ai|немам лично|немам личне|не могу да одговорим|не могу да изаберем|не могу да дам",
            WeakRefusals: "žao mi je|izvinite|ne znam|жао ми је|извините|не знам|не могу"),
        new("fa",
            Markers: "پاسخ|جواب|گزینه",
            LeadIns: "پاسخ|جواب|من|صحیح|درست|گزینه",
            Negators: "نه|نیست|نیستند|نیستم|هرگز|هیچ|بدون|غیر|بی",
            Contrasts: "اما|ولی|با این حال",
            Refusals: "به عنوان یک هوش مصنوعی|به عنوان هوش مصنوعی|به عنوان یک مدل زبان|به عنوان مدل زبان|نظر شخصی ندارم|نظرات شخصی|عقیده شخصی|نمی توانم پاسخ|نمیتوانم پاسخ|نمی توانم به این|"
                + "نمیتوانم به این|نمی توانم انتخاب|نمیتوانم انتخاب",
            WeakRefusals: "متأسفم|متاسفم|ببخشید|نمی دانم|نمیدانم|نمی توانم|نمیتوانم"),
        new("ur",
            Markers: "جواب|انتخاب",
            LeadIns: "جواب|میرا|صحیح|درست",
            Negators: "نہیں|نہ|کبھی|بغیر|غیر",
            Contrasts: "لیکن|مگر|تاہم",
            Refusals: "بطور ai|بطور اے آئی|مصنوعی ذہانت کے طور پر|زبان کے ماڈل|زبان ماڈل|ذاتی رائے نہیں|کوئی ذاتی رائے|جواب نہیں دے سکتا|جواب نہیں دے سکتی|جواب دینے سے قاصر",
            WeakRefusals: "معذرت|معاف|مجھے نہیں معلوم|میں نہیں جانتا"),
        new("bn",
            Markers: "উত্তর|বিকল্প",
            LeadIns: "উত্তর|আমার|সঠিক|হল|হলো|হচ্ছে",
            Negators: "না|নয়|নই|নেই|কখনও|কখনো|ছাড়া",
            Contrasts: "কিন্তু|তবে|তবুও",
            Refusals: "এআই হিসেবে|এআই হিসাবে|ai হিসেবে|ভাষা মডেল হিসেবে|ভাষা মডেল হিসাবে|কৃত্রিম বুদ্ধিমত্তা হিসেবে|ব্যক্তিগত মতামত নেই|উত্তর দিতে পারি না|উত্তর দিতে পারব না|উত্তর দেওয়া সম্ভব নয়",
            WeakRefusals: "দুঃখিত|আমি জানি না|ক্ষমা"),
        new("ko",
            Markers: "답|정답|답변|대답|정답은|답은|선택",
            LeadIns: "답|정답|답변|대답|정답은|답은|제|저는|나는",
            Negators: "않다|않습니다|아니다|아닙니다|안|못",
            Contrasts: "하지만|그러나|그래도",
            Refusals: "ai로서|인공지능으로서|인공지능이기|언어 모델로서|언어 모델이기|ai 모델로서|개인적인 의견|답변할 수 없|답할 수 없|대답할 수 없|선택할 수 없|의견을 제시할 수 없|의견을 가지고 있지 않",
            WeakRefusals: "죄송|모르겠|알 수 없"),
    ];
}
